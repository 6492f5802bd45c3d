-- profile.value_key: the form in which free-text values that mean the same are equal ("The Dogs" and "dog").
-- Macro:   value -> lower case, single spaces, without leading articles and the final plural s. Never shown.
-- Refresh: replaced by every build_profiles run.
create or replace macro profile.value_key(value) as
    regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(trim(lower(value)), '[\s\-_]+', ' ', 'g'),
                '^((a|an|the|my|our|his|her|their|some) )+', ''
            ),
            'ies$', 'y'
        ),
        '([^s])s$', '\1'
    );
