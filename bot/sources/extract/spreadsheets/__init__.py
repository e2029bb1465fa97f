"""CSV files and workbooks -> tables as they stand on their sheets."""
