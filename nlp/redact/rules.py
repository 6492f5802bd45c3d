"""The word lists that redaction works with: what is said before, inside and after an identifier.

Everything here is data: a word added to a list needs no code. `VERSION` of the package changes with it.
"""

from __future__ import annotations

from typing import Final


def words(text: str) -> frozenset[str]:
    """The words of a list written with spaces."""
    return frozenset(text.split())


# --- How a speech recogniser writes digits and letters ---------------------------------------------------------------
DIGITS: Final = {
    "zero": "0", "oh": "0", "nought": "0", "naught": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "niner": "9",
}  # fmt: skip
TEENS: Final = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen":
    "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
TENS: Final = {
    "twenty": "20", "thirty": "30", "forty": "40", "fourty": "40", "fifty": "50", "sixty": "60", "seventy": "70",
    "eighty": "80", "ninety": "90",
}  # fmt: skip
NUMBERS: Final = {**DIGITS, **TEENS, **TENS}
SCALES: Final = {
    "hundred": "00", "thousand": "000",
}  # fmt: skip
REPEATS: Final = {
    "double": 2, "triple": 3, "treble": 3, "quadruple": 4,
}  # fmt: skip
LETTERS: Final = {**{letter: letter for letter in "abcdefghijklmnopqrstuvwxyz"}, "zed": "z", "zee": "z"}
CALL_SIGNS: Final = words(
    "alfa alpha apple bravo charlie delta echo foxtrot freddie golf hotel india juliet juliett kilo lima mike "
    "november oscar papa quebec queen romeo sierra sugar tango tommy uniform victor whiskey whisky xray yankee "
    "zulu"
)
STROKES: Final = {
    "dash": "-", "hyphen": "-", "slash": "/", "stroke": "/", "underscore": "_", "space": " ", "minus": "-",
}  # fmt: skip
FILLERS: Final = words("ah eh er erm hmm mm then uh uhm um")
NUMBER_WORDS: Final = frozenset([*DIGITS, *TEENS, *TENS, *SCALES, *REPEATS])

# --- What shows that a number counts, costs or dates something -------------------------------------------------------

UNITS: Final = words(
    "a.m adults am amp amps bags bar bedrooms beds bottles boxes buck bucks calls cent cents children crore day "
    "days degree degrees dollar dollars emails euro euros feet flights floors foot franc francs gallon gallons gb "
    "gig gigs gram grams grand guests hour hours hr hrs inch inches items kids kilo kilometers kilometres kilos "
    "km kroner kronor kwh lakh letters litre litres mb mbps meg megs meter meters metre metres mile miles min "
    "mins minute minutes month months naira night nights o'clock oclock ounce ounces p.m packs pages passengers "
    "pence penny people per percent person persons pm points pound pounds psi quid rand rooms rupee rupees seats "
    "sec seconds secs stars steps stone tb tickets time times units volt volts watt watts week weeks wk wks year "
    "years yr yrs zloty"
)
SOFT_UNITS: Final = words(  # they end a number only where it is short
    "and because but different extra if is less more odd of or other others plus second separate though"
)
MONEY_BEFORE: Final = words("$ a$ aud c$ cad chf eur gbp inr kr ngn rs usd zar £ ₦ € ₹")
COUNT_BEFORE: Final = words(
    "$ about after age aged almost am another approximately around at before between by eur every first for gbp "
    "he's i'm im in inr just last like maybe nearly next only over past roughly rs she's since than till turned "
    "under until usd within x £ ₦ € ₹"
)
ONE_AFTER: Final = words(  # "the old one four two ..." does not begin with a 1
    "another any bad big black blue correct credit current debit different each every first good joint last long "
    "main new next no old one's only other red right same second short small spare that the third this visa which "
    "white wrong"
)
ENDINGS: Final = words("end ended ending ends")
LAST_DIGITS: Final = (["last", "four"], ["last", "4"], ["last", "three"], ["last", "digits"])

# --- What a number is: the phrases that name it ----------------------------------------------------------------------

TOPICS: Final[dict[str, tuple[str, ...]]] = {
    "CARD": (
        "card", "cards", "card number", "credit card", "debit card", "visa", "mastercard", "amex",
        "american express", "maestro", "diners", "jcb", "j c b", "long number", "long card number", "gift card",
        "prepaid card", "cvv", "cvc", "number on the card", "number on your card", "number on the front",
        "across the front", "long one on the front", "across the middle",
    ),
    "SSN": (
        "social", "social security", "social security number", "ssn", "s s n", "sin", "s i n", "social insurance",
        "national insurance", "ni", "n i", "ni number", "n i number", "nino", "pps", "p p s", "ppsn", "pps number",
        "aadhaar", "aadhar", "pesel", "national id", "national number", "national i d", "nin", "n i n", "nie",
        "dni", "tax file number", "tfn", "itin", "bsn", "identity number", "fiscal code", "codice fiscale",
        "tax id", "nhs number", "rente nr", "rentenversicherungsnummer", "steuer id", "social number", "ghana card",
        "curp", "cpf", "bvn", "b v n", "personal number", "personnummer", "id card",
    ),
    "PHONE": (
        "phone", "phones", "phone number", "telephone", "telephone number", "mobile", "mobile number", "mob",
        "cell", "cell phone", "cellphone", "tel", "landline", "fax", "whatsapp", "contact number", "best number",
        "callback number", "number to call", "number to reach", "number to ring", "direct line", "area code",
        "phone's", "house phone", "direct number", "number to text", "my mobile", "recharge for", "top up",
        "premium rate number", "missed call from",
    ),
    "ACCOUNT_ID": (
        "account", "acct", "acc", "account number", "account no", "policy", "policies", "policy number", "loan",
        "mortgage", "sort code", "iban", "bic", "ifsc", "bsb", "routing", "routing number", "member", "membership",
        "member number", "member id", "member i d", "membership number", "customer number", "customer no",
        "customer id", "customer i d", "client number", "client id", "consumer number", "subscriber number",
        "loyalty", "loyalty number", "loyalty card", "rewards number", "rewards card", "library card",
        "membership card", "insurance card", "frequent flyer", "group number", "plan number", "deposit number",
        "savings number", "student id", "student i d", "student number", "student no", "staff number",
        "employee id", "employee i d", "employee number", "merchant number", "merchant no", "reader number",
        "passbook", "passbook number", "enrolee number", "insurance number", "insurance id", "insurance i d",
        "kundennummer", "kundennr", "kunden nr", "vertragsnummer", "patient number", "medicare number",
        "holder's number", "contract account", "contract number", "payee", "ppo no", "checking", "upi",
        "roll number", "meter point", "subscription id", "subscriber id", "supply number", "utility account",
        "tenancy number", "payroll number", "works number", "badge number", "licence key", "pension number",
        "scheme number",
    ),
    "ORDER_ID": (
        "order", "orders", "order number", "order no", "purchase order", "booking", "booking ref",
        "booking reference", "booking number", "reservation", "reservation number", "confirmation",
        "confirmation number", "confirmation code", "reference", "reference number", "ref", "ref number", "case",
        "case number", "ticket", "tickets", "ticket number", "claim", "claims", "claim number", "invoice",
        "invoice number", "receipt", "receipt number", "pnr", "p n r", "tracking", "tracking number",
        "tracking code", "parcel", "parcel number", "package", "shipment", "waybill", "complaint",
        "complaint number", "docket", "docket number", "incident", "incident number", "dispute", "itinerary",
        "container", "delivery note", "bag tag", "utr", "mtcn", "file number", "application number", "pcn",
        "fedex number", "ups number", "return number", "rma", "quote number", "job number", "work order", "slip",
        "purchase", "matter", "record locator", "transaction number", "transaction id", "transaction i d",
        "consignment number",
    ),
    "DOB": (
        "date of birth", "dates of birth", "proof of birth", "day of birth", "birth date", "birth dates",
        "birthdate", "birthday", "birthdays", "dob", "d o b", "b day", "bday", "born", "geb", "geboren", "born on",
    ),
    "USERNAME": (
        "username", "usernames", "user name", "user id", "user i d", "login", "logins", "login id", "login name",
        "handle", "gamer tag", "gamertag", "screen name", "display name", "user", "users", "log in as",
        "logged in as", "sign in as", "sign in", "log in with", "nickname", "referral name", "tag", "signed up as",
        "login i d",
    ),
    "EMAIL": (
        "email", "e mail", "e - mail", "email address", "e mail address", "mail", "emails",
    ),
    "IP": (
        "ip", "i p", "ip address", "i p address", "ip number", "i p v four", "ipv 4", "gateway",
    ),
    "POSTCODE": (
        "postcode", "post code", "postal code", "zip", "zip code", "zipcode", "eircode", "eir code", "billing zip",
        "pin code of", "postcode's",
    ),
    "ADDRESS": (
        "address", "addresses", "delivery address", "billing address", "first line of the address", "live at",
        "lives at", "living at", "i'm at", "im at", "i am at", "we're at", "moved to", "deliver to", "ship to",
        "shipped to", "house at", "flat at", "going to", "service address", "where do you live",
        "where does she live", "stay at", "based at", "property at", "adress", "addr", "he's at", "she's at",
        "they're at", "we are at", "out at", "delivered to",
    ),
    "LABEL": (  # numbers that name a thing, not a person: they stay
        "serial", "serial number", "model", "model number", "version", "firmware", "error", "code", "promo code",
        "discount code", "gate code", "access code", "door code", "voucher code", "error code", "pin", "otp",
        "passcode", "password", "plate", "number plate", "registration", "reg", "flight", "flight number", "room",
        "gate", "seat", "ext", "extension", "amount", "amount of", "charged", "charge is", "price", "total", "year",
        "date", "time", "limit", "excess", "port", "vat", "vat number", "ein", "passport", "licence", "license",
        "meter", "meter reading", "reads", "reading", "part number", "sku", "size", "channel", "batch",
        "lot number", "expires", "expiry", "exp", "expiration", "expiring", "valid thru", "bus", "train",
        "train number", "platform", "episode", "season", "level", "step", "track", "ticket machine", "shares",
        "isbn", "coupon", "barcode", "postcode lottery", "desk", "bay", "smart card", "smart card number",
        "lottery", "chapter", "section", "page", "queue", "position", "terminal", "vin", "imei", "units", "balance",
    ),
    "NONE": (  # longer phrases that only look like one of the above
        "social media", "in order to", "in order", "order to", "order of", "in case", "just in case",
        "on account of", "post office box", "business card", "birthday card", "card machine", "card reader",
        "ticket office", "sim card", "memory card", "sim cards", "business cards", "greeting card", "green card",
        "phone call", "phone calls", "phone shop", "in that case", "in any case", "case of", "born in",
        "birthday party", "birthday present", "user group", "user guide", "account holder", "account manager",
        "policy holder", "card holder", "mobile app", "bank holiday",
    ),
}  # fmt: skip
WEAK_TOPICS: Final[dict[str, tuple[str, ...]]] = {  # named so often in passing that the number must follow at once
    "ACCOUNT_ID": (
        "plan", "id", "i d", "insurance", "insurer", "customer", "client", "contract", "pension", "savings", "isa",
        "pass", "pass no", "credit mine instead", "transfer from", "scheme", "ppo", "vertrag", "subscription",
        "deposit", "key", "product key", "license key", "profile",
    ),
    "ORDER_ID": (
        "quote", "notice", "request", "return", "rental", "ride", "trip", "job", "fine", "po", "p o", "under",
        "repair", "transfer", "item", "deed", "report", "petition",
    ),
    "PHONE": (
        "call", "ring", "text", "ph", "line", "call me on", "call me at", "ring me on", "rang from", "my no",
        "phone no", "tel no", "mobile no", "contact no", "cell no",
    ),
    "USERNAME": (
        "account name", "seller", "member name", "player", "sell as", "trade as", "play as", "post as", "stream as",
    ),
}  # fmt: skip
LINKS: Final = words(  # between a phrase and its number
    "'s 4 a/c ac account actual all also and are as at be been begins called capital card case current d digit "
    "digits down end ended ending ends er erm first five for four full gave give got hang has have her here hers "
    "his holder i i'd i'm i've id in is it it's its ive joint just last let's lets like long lower my new no nos "
    "not now nr num number numbers of oh ok okay old on one our put ref reference right said says see short "
    "should so sorry starts still that's thats the their then think three to two uh um was we've well which whole "
    "with would yeah yes you your"
)
RIGHT_LINKS: Final = words(  # between a number and the phrase after it
    "are by er hang her his is it it's its just me mine my no on our so that that's thats the their uh um wait "
    "was way yeah yes your"
)
RIGHT_VERBS: Final = words("are is it's its that's thats was")
CORRECTIONS: Final = words("actually correction hang i mean no not rather sorry wait")
LETTER_ENDS: Final = words(
    "and is ok okay please right sorry thanks that yeah yes"
)  # what is said after the last letter of a code
ASK_BREAKERS: Final = (
    "how many",
    "how old",
    "how much",
    "how long",
    "how far",
    "what time",
    "when did",
    "when was",
    "how's",
    "which day",
)
ABBREVIATIONS: Final = words(
    "acc acct app approx bat bldg dr ext geb h.no kundennr mob mr mrs ms no nr num ref st tel ul"
)

# --- Dates -----------------------------------------------------------------------------------------------------------

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero januari gennaio stycznia",
            "february feb februar février febrero lutego",
            "march mar märz mars marzo marca",
            "april apr avril abril aprile kwietnia",
            "may mai mayo maggio maja maj",
            "june jun juni juin junio giugno czerwca",
            "july jul juli juillet julio luglio lipca",
            "august aug août agosto sierpnia",
            "september sep sept septembre septiembre settembre września",
            "october oct oktober octobre octubre ottobre października",
            "november nov novembre noviembre listopada",
            "december dec dezember décembre diciembre dicembre grudnia",
        ),
        start=1,
    )
    for name in names.split()
}
ORDINALS: Final = {
    word: number
    for number, word in enumerate(
        (
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
            "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ).split(),
        start=1,
    )
} | {"thirtieth": 30}
HOLIDAYS: Final = words("christmas boxing valentine halloween")
DATED_BEFORE: Final = words(  # what is dated otherwise than by a birth
    "after arrive arriving at before between bought built by contract dated deceased delivered died due expires "
    "from in invoice joined lapsed letter married moved of on opened order ordered passed purchased signed since "
    "started till until we"
)

# --- Streets ---------------------------------------------------------------------------------------------------------

STREETS: Final = words(
    "alley av ave avenue blvd boulevard causeway close court cres crescent ct dr drive embankment expressway "
    "gardens grove highway hwy lane lanes ln mews parkway pkwy rd road st strand street ter terrace turnpike utca"
)
STREETS_ALONE: Final = words(  # a street without a number too
    "alley ave avenue blvd boulevard crescent drive highway lane ln mews parkway rd road st street terrace"
)
WEAK_STREETS: Final = words(  # other words as well: they need a number, a capital or a hint
    "arcade bank bay bend boreen brae bridge broadway buildings camp chase cir circle circus cl colony common "
    "cottages cove creek croft cross crossing cutting dale dock docks drift enclave end esplanade estate farm "
    "field fields fold gait garden garth gate glen grange green haven heights hill hollow kirkgate knoll landing "
    "layout lea leys loop marg marina market mead meadow meadows mill mount nagar orchard orchards paddock "
    "paddocks parade park passage pastures path phase pines pl place plaza point promenade pt quay reach ridge "
    "rise row run sector shore side spinney spur sq square station steps suite track trail trl vale valley view "
    "vihar villas walk way wharf wood woods wynd yard"
)
STREETS_MEDIUM: Final = words("brae hill parade place quay rise row square walk way wharf")
STREETS_ABROAD: Final = words("colony enclave layout marg nagar utca vihar")
NO_SAID_STREETS: Final = words(  # in lower case too common to be a street
    "bank bridge close common cross end estate green house market mount place point pt run side station"
)
HOUSES: Final = words(
    "apartments barn block building bungalow cottage court dairy farm flats floor forge gatehouse granary grange "
    "hall house lodge manor mansions mill park rectory residence schoolhouse tower towers vicarage villa"
)
UNITS_OF_HOUSES: Final = words(
    "apartment app appt apt bat block bât flat h.no lot piso plot rm ste suite tower unit warehouse"
)
STREET_PREFIXES: Final = words(
    "al aleja allée am an av avda avenida avenue boulevard bulevardul c/ calle camino carrer chemin corso county "
    "ffordd heol impasse largo na os paseo piazza plac place plaza quai route rua rue strada ul ulica via viale "
    "zum"
)
ENGLISH_PREFIXES: Final = words(
    "al am an av avenue boulevard county na os place plaza route via"
)  # of these the English words
PARTICLES: Final = words(
    "al au aux d da das de del della dem den der des di dos du el i l la le les og sous sur y zum zur à"
)
STREET_ENDINGS: Final = (
    "straße", "strasse", "str", "weg", "gasse", "allee", "platz", "damm", "ufer", "vägen", "gatan", "gata",
    "veien", "straat", "laan", "plein", "gracht", "kade", "katu", "gate", "utca", "stien", "svej", "vej",
    "markt",
)  # fmt: skip
NOT_STREETS: Final = words(  # words with such an ending
    "aggregate airstr colgate delegate during evening firegate floodgate hearing instigate investigate keyring "
    "litigate mitigate moorgate morning mortgage navigate norweg obligate offering ordering promulgate propagate "
    "spring streamgate string subgate tailgate tollgate watergate wedding"
)
COMPASS: Final = words("east north northeast northwest south southeast southwest west")
NOT_IN_STREETS: Final = words(  # no part of a street's name
    "a about account across actually after afternoon again ago all along also an and another any are around as "
    "ask asked at away back bad bath be because bed bedroom been before behind beside between big bike bit block "
    "blocks both bottom bought broke bumpy bus busy but by call called came can can't cant car card closed "
    "closest come could couldnt country customer cycle day days dead dear delivered did didnt dirt do does doesnt "
    "dollar dollars don't dont doors down drive drove during each either end er erm euro euros evening every feet "
    "flat foot for from gave get give go goes going good got gravel had half has have havent he hello her here "
    "hey hi him his home hour hour's hours house how i i'm if in into is isnt it it's its just kid kids kind know "
    "last left let lets like live lived lives lost lot lots may me mean meter meters metre metres mid might mile "
    "miles mine minute minutes month months more morning most moved must my n named narrow near nearest need "
    "needs neither next nice night no not number of off ok okay on one's one-way only open opposite or order "
    "other our out over paid parked parking past people per percent person phone place please pound pounds "
    "private public put puts quid quiet r rang right ring round runs safe said same saw say says see send sends "
    "sent she shop should since small so some sorry sort spell still store sure take tell than thanks that that's "
    "the their them then there there's these they they're thing things think this those through time times to "
    "told too took train two-way u uh um under until up ur us very walked want wants was wasnt way we we're week "
    "weeks well went were what when where which who whole will winding with won't wont worked works would wrong "
    "yeah year year's years yes you your"
)
NAME_PARTICLES: Final = words("de del des du la of the y")
PREFIX_PARTICLES: Final = words("de del des du la le les l den der")
BEFORE_ANY_STREET: Final = words("a any every my no one our that the this which your")
BEFORE_PARTS: Final = frozenset([",", "-", "/", "#", ", #", ",#", ".", ".,"])
COMPASS_SUFFIXES: Final = words("N S E W NW NE SW SE North South East West")
HINT_STOPS: Final = words(
    "and at away bedroom but days door doors down for from hours in miles minutes next now of on order orders "
    "then to up"
)
NOT_BETWEEN: Final = words(  # between a street and what would be its post code
    "about account are at been born call card charged cost dollars euro for from had has have he i i'm i've is "
    "it's last my need next number on only order paid people phone policy pounds ring said says she since social "
    "than the then there's they want was we with you"
)

# --- User names ------------------------------------------------------------------------------------------------------

NO_HANDLE: Final = words(
    "a access account again agent all also always an and any anyone anyway app are as at attempt attempts bad "
    "because been being blue both box but button by can't cant change changed code compact correct could customer "
    "data details did didn't different do does doesn't don't dont each either email email's er error ever every "
    "everyone exactly experience failed fails field for form friendly from good green guide had hang has have he "
    "he's hello her here hey hi him his history hold how i i'd i'll i'm i've id if in info information interface "
    "into is isn't issue issues it it'll its just keeps kept let lets link list mail manual me my name names "
    "never new no not now number of off oh ok okay old on one only or our out over page password phone photo "
    "picture please pls portal problem problems red reset right router said same says screen see session set "
    "settings she she's should showed shows site so some somebody someone sorry still stuff support sure tablet "
    "thanks that the their them then there there's theres they they'd they're thing things think this through to "
    "too tried try u uh um under up us via want wants was wasn't we we'd we'll we're website well were what when "
    "where which who why will with won't wont worked working works would wrong yeah yep yes you you'd you're "
    "you've your"
)
HANDLE_LINKS: Final = words(
    "actual always are as be been called current display got here's i i'm i've id is it's its name now only put "
    "reads says should still that'd that'll that's thats think use used was would"
)
HANDLE_VERBS: Final = words("are as be called here's is it's its that'd that'll that's thats think was")
HANDLE_TAIL: Final = words(  # what goes on after a name in words
    "a all and as because but can capital don't for from haha i if in is it it's just letters like lol lower me "
    "my no not numbers okay on or please said says so that that's thats the then to user what when where which "
    "with yeah you"
)
USER_HINTS: Final = words(  # words of a turn that speaks of logins
    "access account admin handle log logged login logins nickname profile reset session sign signed user username "
    "usernames users uses"
)
HANDLE_FAILS: Final = words(
    "can't cant doesn't doesnt is isn't isnt not to was won't wont"
)  # what one says of a login that does not work

# --- E-mail ----------------------------------------------------------------------------------------------------------

TOP_LEVELS: Final = words(
    "ac app at au be biz br ca ch cloud co com cz de dev dk edu email es eu example fi fr gh gov gr hk hu ie in "
    "info io it jp ke me mx net ng nl no nz online org pl pt se sg shop store test tv uk us za"
)
BEFORE_LOCAL: Final = words(  # the words that lead to an address
    "a address also an and as at be by called contact e-mail email for from got have her him is it it'll it's its "
    "just mail me my new no not now of ok okay old on or please reach right say says send sent so still sure "
    "that's thats the there through to to's under us use via want was with write wrote yeah yes"
)
INNER: Final = words("dash dot er hyphen minus period plus point uh um underscore")  # inside an address that is said

# --- Typed codes -----------------------------------------------------------------------------------------------------

NO_PREFIX: Final = words(  # capitals before a number that do not belong to it
    "A AC ACC ACCT ALL AM AND API APP AT BIC BOX BSB BUT CARD CASE CEO CODE CVC CVV DNI DOB DOC ETA EU EUR EXP "
    "FAQ FAX FOR GBP GPS HDMI HMRC I IBAN ID IFSC IN INR IP IRS IS IT LCD LED MOB MY NHS NI NIE NO NOT OF OK ON "
    "OR PC PDF PESEL PIN PM PNR PO POST PPS REF RS SIM SIN SMS SSN TEL THE TO TV UK US USA USB USD UTR VAT VIP "
    "VPN WIFI YES ZIP"
)
