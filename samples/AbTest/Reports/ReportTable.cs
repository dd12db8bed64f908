namespace AbTest.Reports;

/// <summary>Represents a table of a report, independently of the format.</summary>
internal sealed record ReportTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
