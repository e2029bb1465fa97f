"use strict";
// Tables of data and definition lists -> a line for each row, where each value stands after the names of its row and its
// column: "A7 무게: 9.6kg | A7 가격: 12만 원", as the server writes the tables of pages that it
// fetches, and as the reader has learnt to read them.

globalThis.mrc ??= {};
{
  const MOST_COLUMNS = 200;
  // A cell that is longer holds prose, and its table arranges a page; a longer name is none.
  const MOST_CELL = 600;
  const MOST_NAME = 60;
  const ARRANGED = "table, h1, h2, h3, h4, h5, h6, article, section, form, pre";

  const isHeader = (cell) =>
    cell.localName === "th" || cell.parentElement.parentElement.localName === "thead";
  const isStrong = (cell) => {
    const deepest = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT, (node) =>
      node.data.trim() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP,
    );
    const words = deepest.nextNode();
    return !!words && getComputedStyle(words.parentElement).fontWeight >= 600;
  };
  const isEmpty = (cell) => !cell.textContent.trim();
  const isName = (cell) => cell.textContent.trim().length <= MOST_NAME;

  // The cells of each row by column; null where they only arrange the page.
  mrc.rowsOf = (element) =>
    element.localName === "dl" ? rowsOfDefinitions(element) : rowsOfTable(element);

  // Each term with its definitions.
  function rowsOfDefinitions(dl) {
    const parts = [...dl.querySelectorAll("dt, dd")];
    const isArranged = dl.querySelector(`dl, ${ARRANGED}`) || parts[0]?.localName !== "dt";
    const fits = (part) =>
      part.localName === "dt" ? isName(part) : part.textContent.length <= MOST_CELL;
    if (isArranged || !parts.every(fits)) return null;
    const lines = [];
    for (const cell of parts) {
      const names = cell.localName === "dt";
      if (names) lines.push([]);
      lines.at(-1).push({ cell, names });
    }
    return lines;
  }

  // The cells of each row, those that hang down from rows above among them.
  function rowsOfTable(table) {
    if (/^(?:presentation|none)$/.test(table.role ?? "")) return null;
    const lines = [...table.rows].filter((row) => row.cells.length);
    const cells = lines.flatMap((row) => [...row.cells]);
    const isPlain = lines.every((row) => row.cells.length === 1 && !isHeader(row.cells[0]));
    if (isPlain || cells.some((cell) => cell.textContent.length > MOST_CELL)) return null;
    if (cells.some((cell) => cell.querySelector(ARRANGED))) return null;
    const named = cells.some(isHeader);
    const first = lines.length > 1 && !named && cells.length > lines.length ? lines[0] : null;
    const isSetApart =
      first && [...first.cells].every(isStrong) && ![...lines[1].cells].every(isStrong);
    const hanging = [];
    return lines.map((row) => {
      const line = [];
      const own = [...row.cells];
      for (let column = 0; column < MOST_COLUMNS && (own.length || hanging[column]?.rows); ) {
        const hung = hanging[column]?.rows ? hanging[column] : null;
        const cell = hung?.cell ?? own.shift();
        const rows = hung?.rows ?? cell.rowSpan; // 0: to the end
        const names = isHeader(cell) || (row === first && isSetApart);
        for (let span = cell.colSpan; span > 0 && column < MOST_COLUMNS; span--, column++) {
          line[column] = { cell, names };
          hanging[column] = { cell, rows: rows - 1 };
        }
      }
      return line;
    });
  }

  const distinct = (line) =>
    line.filter(({ cell }, at) => !isEmpty(cell) && line[at - 1]?.cell !== cell);

  mrc.writeRows = (rows, text, inside) => {
    const write = (cell) => {
      for (const child of cell.childNodes) inside(child);
    };
    const label = (cells) => {
      for (const cell of cells) {
        text.gap(" ");
        write(cell);
      }
      text.literal(": ");
    };
    let columns = [];
    let headers = 0;
    for (const line of rows) {
      text.gap("\n");
      const shown = distinct(line);
      const isNaming = shown.length > 1 && shown.every(({ names }) => names);
      text.line(() => {
        if (isNaming) {
          // A second row of headers goes under the first.
          if (!headers++) columns = [];
          line.forEach(({ cell }, at) => {
            const above = (columns[at] ??= []);
            if (!isEmpty(cell) && !above.includes(cell)) above.push(cell);
          });
        } else headers = 0;
        if (isNaming || !columns.length) writeUnnamed(shown, write, label, text);
        else writeNamed(line, shown, columns, write, label, text);
      });
    }
    text.gap("\n");
  };

  // A row below named columns: its own headers name it, or else its first cell.
  function writeNamed(line, shown, columns, write, label, text) {
    let names = shown.filter(({ names }) => names);
    if (!names.length) names = shown.slice(0, 1);
    if (names.some(({ cell }) => !isName(cell))) names = [];
    const called = names.map(({ cell }) => cell);
    const values = shown.filter(({ cell }) => !called.includes(cell));
    if (!values.length) return called.forEach(write);
    values.forEach(({ cell }, at) => {
      if (at) text.literal(" | ");
      const column = columns[line.findIndex((one) => one?.cell === cell)] ?? [];
      if (called.length || column.length) label([...called, ...column]);
      write(cell);
    });
  }

  // A row whose columns have no names: its headers name the values that follow them.
  function writeUnnamed(shown, write, label, text) {
    const names = shown.filter(({ names }) => names).length;
    const isPair = !names && shown.length === 2 && isName(shown[0].cell);
    shown.forEach(({ cell, names: isName }, at) => {
      const isLabel = at + 1 < shown.length && (isPair ? !at : isName && !shown[at + 1].names);
      if (isLabel) return label([cell]);
      write(cell);
      if (at + 1 < shown.length) text.literal(" | ");
    });
  }
}
