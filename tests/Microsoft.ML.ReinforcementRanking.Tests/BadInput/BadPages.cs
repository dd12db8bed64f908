using Microsoft.ML.Trainers.ReinforcementRanking;
using static Microsoft.ML.ReinforcementRanking.Tests.BadInput.BadInputCase;

namespace Microsoft.ML.ReinforcementRanking.Tests.BadInput;

/// <summary>The parts that pages are made of.</summary>
internal static class BadPages
{
    public static IEnumerable<BadInputCase> Cases =>
    [
        Of<ArgumentException>("ReportPage.ReportPage", "a blank title", () => _ = new ReportPage(" ", "verdict")),
        Of<ArgumentException>("ReportPage.AddNote", "a blank text", () => Page().AddNote("")),
        Of<ArgumentException>("ReportPage.AddSection", "a blank title", () => Page().AddSection(" ")),
        Of<ArgumentNullException>("ReportPage.AddTable", "null", () => Page().AddTable(null!)),
        Of<ArgumentNullException>("ReportPage.AddLegend", "null", () => Page().AddLegend(null!)),
        Of<ArgumentException>("ReportPage.AddCharts", "no chart", () => Page().AddCharts()),
        Of<ArgumentException>("ReportPage.Save", "a blank path", () => Page().Save("")),
        Of<IOException>("ReportPage.Save", "a path below a file", () => Page().Save(SpoiledLog.ImpossiblePath)),
        Of<ArgumentException>("ReportTable.ReportTable", "no column", () => _ = new ReportTable("title")),
        Of<ArgumentNullException>("ReportTable.AddGroup", "null", () => Table().AddGroup(null!)),
        Of<ArgumentException>("ReportTable.AddRow", "two cells for one column", () => Table().AddRow("a", "b")),
        Of<ArgumentException>("ReportTable.AddRow", "a number in a column of text", () => Table().AddRow(1)),
        Of<ArgumentException>("ReportColumn.ReportColumn", "a column of text with intervals", () => _ = new ReportColumn("a", hasInterval: true)),
        Of<ArgumentException>("PolicyColors.WithLogged", "a name that has a color", () => new PolicyColors("a").WithLogged("a")),
        Of<ArgumentNullException>("PolicyColors.PolicyColors", "null", () => _ = new PolicyColors(null!)),
    ];

    private static ReportPage Page() => new("title", "verdict");

    private static ReportTable Table() => new("title", new ReportColumn("a"));
}
