"""`python -m qiao.demo.sample`: make the sample workbook again."""

from qiao.demo.sample import FOLDER, WORKBOOK
from qiao.demo.sample.generator import make
from qiao.demo.sample.workbook import save

if __name__ == "__main__":
    book = make(FOLDER)
    save(book, WORKBOOK)
    print(f"{WORKBOOK}: {sum(book.records.values())} records of {book.people} people on {len(book.sheets)} sheets")
