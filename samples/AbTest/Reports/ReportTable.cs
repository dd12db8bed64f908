namespace AbTest.Reports;

/// <summary>A table, whatever it is written on.</summary>
internal sealed record ReportTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
