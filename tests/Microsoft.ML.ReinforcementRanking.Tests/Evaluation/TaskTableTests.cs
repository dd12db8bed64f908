using System.Globalization;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

public sealed class TaskTableTests
{
    private const string Table = """
        4 rows, 2 sessions

        task   positive  predicted  AUC   GAUC  of rows  log loss  session log loss  worst tenth  calibration error
        Click  50%       31.25%     0.25  0.25  100%     0.93835   0.93835           2.0794       0.4375
        """;

    [Fact]
    public void ToString_OneTask_IsATable() => Text().Should().Be(Table.ReplaceLineEndings("\n"));

    [Fact]
    public void ToString_Users_CountsThem() => Text("User").Should().StartWith("4 rows, 2 sessions, 2 users\n");

    [Fact]
    public void ToString_OneClass_HasDashesForTheAreas() =>
        ScoredTasks.Evaluate(ScoredTasks.Rows([1], [0.5f], [0])).ToString().Should().MatchRegex("Click +100% +50% +- +- +0% +0.69315 +0.69315 +0.69315 +0.5");

    [Fact]
    public void ToString_CultureWithDecimalComma_IsTheSame()
    {
        var usual = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new("de-DE");
            Text().Should().Be(Table.ReplaceLineEndings("\n"));
        }
        finally
        {
            CultureInfo.CurrentCulture = usual;
        }
    }

    /// <summary>The losses of session 0 are 2 ln 2 and -ln 0.75, and those of session 1 are 2 ln 2 and ln 2. Three rows tie at 0.25.</summary>
    private static string Text(string? user = null) =>
        ScoredTasks.Evaluate(ScoredTasks.Rows([1, 0, 1, 0], [0.25f, 0.25f, 0.25f, 0.5f], [0, 0, 1, 1]), user).ToString().ReplaceLineEndings("\n");
}
