"""Everything that touches the world: disk, network, DuckDB, Prefect, the terminal."""
