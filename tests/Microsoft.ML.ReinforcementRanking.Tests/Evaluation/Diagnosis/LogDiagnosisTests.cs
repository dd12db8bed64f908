using Microsoft.ML.Trainers.ReinforcementRanking;
using Row = Microsoft.ML.ReinforcementRanking.Tests.Evaluation.DiagnosedLog.Row;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

public sealed class LogDiagnosisTests
{
    public static TheoryData<LogDefect> Defects => new(Enum.GetValues<LogDefect>());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void DiagnoseLog_CleanLog_FindsNothing(int seed)
    {
        var options = With(options => options.TestData = DiagnosedLog.View(DiagnosedLog.Create(seed + 10)));

        var diagnosis = DiagnosedLog.Diagnose(DiagnosedLog.Create(seed), options);

        diagnosis.Findings.Should().BeEmpty();
        diagnosis.HasSevereFindings.Should().BeFalse();
        diagnosis.Should().BeEquivalentTo(new { SessionCount = 400, ActionCount = DiagnosedLog.ActionCount });
        diagnosis.ToString().Should().EndWith("Nothing was found.");
    }

    [Theory]
    [MemberData(nameof(Defects))]
    public void DiagnoseLog_PlantedDefect_FindsItAlone(LogDefect defect)
    {
        var rows = DiagnosedLog.Create();
        var options = Plant(rows, defect);

        var diagnosis = DiagnosedLog.Diagnose(rows, options);

        diagnosis.Findings.Select(finding => finding.Defect).Distinct().Should().Equal(defect);
        diagnosis.Findings.Should().OnlyContain(finding => finding.Message.Length > 0 && finding.Advice.EndsWith('.'));
        diagnosis.ToString().Should().Contain(diagnosis.Findings[0].Message);
    }

    [Fact]
    public void DiagnoseLog_OneHotOfTheAction_IsALeakInEachSlot()
    {
        var rows = DiagnosedLog.Create();
        foreach (var row in rows)
            row.Features[2] = row.Item == "item 7" ? 1 : 0;

        var finding = DiagnosedLog.Diagnose(rows).Findings.Should().ContainSingle().Subject;

        finding.Should().BeEquivalentTo(new { Defect = LogDefect.ActionLeak, Severity = LogSeverity.Severe, Slot = 2, ColumnName = "Features", Value = 1.0 });
    }

    [Fact]
    public void DiagnoseLog_LeakOfABinaryResponse_IsFound()
    {
        var rows = DiagnosedLog.Create();
        foreach (var row in rows)
            row.Features[1] = (row.Like ? 3 : 0) + row.Features[3];

        DiagnosedLog.Diagnose(rows).Findings.Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new { Defect = LogDefect.ResponseLeak, Slot = 1, Value = 1.0 }, "every row with a like is above every row without");
    }

    [Theory]
    [InlineData(100f, "Divide percentages by 100.")]
    [InlineData(0.5f, "too small")]
    [InlineData(float.NaN, "are not above 0")]
    public void DiagnoseLog_WrongPropensities_AreSevere(float factor, string text)
    {
        var rows = DiagnosedLog.Create();
        foreach (var row in rows)
            row.Propensity *= factor;

        var finding = DiagnosedLog.Diagnose(rows).Findings.Should().ContainSingle().Subject;

        finding.Severity.Should().Be(LogSeverity.Severe);
        finding.ToString().Should().Contain(text);
    }

    [Fact]
    public void DiagnoseLog_MissingNumbersInBothSplits_AreNoDrift()
    {
        var (rows, test) = (DiagnosedLog.Create(), DiagnosedLog.Create(seed: 5));
        foreach (var row in rows.Concat(test).Where((_, index) => index % 3 == 0))
            (row.Features[1], row.Watch) = (float.NaN, float.NaN);

        var findings = DiagnosedLog.Diagnose(rows, With(options => options.TestData = DiagnosedLog.View(test))).Findings;

        findings.Select(finding => (finding.Defect, finding.ColumnName)).Should().BeEquivalentTo(
            [(LogDefect.MissingValues, "Features"), (LogDefect.MissingValues, "Watch")]);
    }

    [Fact]
    public void DiagnoseLog_RowsApart_NamesTheFirstRow()
    {
        var rows = DiagnosedLog.Create();
        var moved = rows[3];
        rows.RemoveAt(3);
        rows.Add(moved);

        var findings = DiagnosedLog.Diagnose(rows).Findings;

        findings.Should().HaveCount(2).And.OnlyContain(finding => finding.Defect == LogDefect.RowsOutOfOrder);
        findings.Should().OnlyContain(finding => finding.Rows.Single() == rows.Count - 1)
            .And.OnlyContain(finding => finding.Message.Contains($"Row {rows.Count - 1} (the first row is 0; GroupId 's1-0'"));
    }

    [Fact]
    public void DiagnoseLog_CertainLoggingPolicy_HasNoSupport()
    {
        var rows = DiagnosedLog.Create();
        foreach (var row in rows)
        {
            (row.Item, row.Propensity) = (row.Features[0] < 0.5f ? "item 0" : "item 1", 1);
            row.Watch = row.Features[3] * 10;
            row.Features[0] = row.Features[3] = row.Watch / (1 + row.Features[1] * row.Features[1]);
        }

        DiagnosedLog.Diagnose(rows).Findings.Should().Contain(finding => finding.Defect == LogDefect.MissingSupport && finding.Severity == LogSeverity.Severe);
    }

    [Fact]
    public void DiagnoseLog_MoreRowsThanTheSample_SamplesWholeSessions()
    {
        var rows = DiagnosedLog.Create();
        foreach (var row in rows)
            row.Features[1] = row.Watch;

        var diagnosis = DiagnosedLog.Diagnose(rows, With(options => options.MaximumSampledRows = 1000));

        diagnosis.SampledRowCount.Should().BeInRange(200, 1000);
        diagnosis.Findings.Should().ContainSingle().Which.Defect.Should().Be(LogDefect.ResponseLeak);
    }

    [Fact]
    public void DiagnoseLog_OneSessionLargerThanTheSample_KeepsItsFirstRows()
    {
        var rows = DiagnosedLog.Create().OrderBy(row => row.Time).ToList();
        foreach (var row in rows)
            row.GroupId = "one";

        DiagnosedLog.Diagnose(rows, With(options => options.MaximumSampledRows = 500)).SampledRowCount.Should().Be(500);
    }

    [Fact]
    public void DiagnoseLog_WithoutOptionalColumns_ReadsTheRest()
    {
        var options = new LogDiagnosisOptions { ActionColumnName = null, FeatureColumnName = null, RowGroupColumnName = null, Seed = 1 };

        var diagnosis = DiagnosedLog.Diagnose(DiagnosedLog.Create(), options);

        diagnosis.ActionCount.Should().BeNull();
        diagnosis.SessionCount.Should().Be((int)diagnosis.RowCount);
        diagnosis.Findings.Select(finding => finding.Defect).Should().Equal(LogDefect.ShortSessions);
    }

    [Fact]
    public void DiagnoseLog_WrongOptions_ListsAllOfThem()
    {
        var options = new LogDiagnosisOptions { ActionColumnName = null, PropensityColumnName = "Propensity", MaximumSampledRows = 5, FeatureColumnName = " " };

        FluentActions.Invoking(() => DiagnosedLog.Diagnose([], options)).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*FeatureColumnName must be*MaximumSampledRows must be at least 100*PropensityColumnName must be left at its default*");
    }

    [Theory]
    [InlineData("Propensity", "*propensity column 'Nowhere'*PropensityColumnName*")]
    [InlineData("Action", "*action column 'Nowhere'*ActionColumnName*")]
    public void DiagnoseLog_MissingColumn_NamesTheOption(string role, string message)
    {
        var options = With(options =>
        {
            if (role == "Action")
                options.ActionColumnName = "Nowhere";
            else
                options.PropensityColumnName = "Nowhere";
        });

        FluentActions.Invoking(() => DiagnosedLog.Diagnose(DiagnosedLog.Create(), options)).Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    [Fact]
    public void DiagnoseLog_EmptyLog_Throws() => FluentActions.Invoking(() => DiagnosedLog.Diagnose([])).Should()
        .Throw<InvalidOperationException>().WithMessage("*The data has no rows*");

    private static LogDiagnosisOptions With(Action<LogDiagnosisOptions> change)
    {
        var options = new LogDiagnosisOptions
        {
            ActionColumnName = DiagnosedLog.Options.ActionColumnName,
            EligibleActionColumnName = DiagnosedLog.Options.EligibleActionColumnName,
            TimestampColumnName = DiagnosedLog.Options.TimestampColumnName,
            PropensityColumnName = DiagnosedLog.Options.PropensityColumnName,
            Seed = 1,
        };
        change(options);
        return options;
    }

    private static LogDiagnosisOptions Plant(List<Row> rows, LogDefect defect)
    {
        var random = new Random(2);
        List<Row> test = defect switch
        {
            LogDefect.SessionInBothSplits => rows[..50],
            LogDefect.Drift => DiagnosedLog.Create(seed: 5),
            _ => [],
        };
        foreach (var row in test.Where(_ => defect == LogDefect.Drift))
            row.Features[3] += 0.5f;
        switch (defect)
        {
            case LogDefect.DuplicateRows:
                rows.Insert(20, rows[19]);
                break;
            case LogDefect.RowsOutOfOrder:
                (rows[1].Time, rows[2].Time) = (rows[2].Time, rows[1].Time);
                break;
            case LogDefect.TruncatedSessions:
                var cut = rows.Max(row => row.Time) - TimeSpan.FromMinutes(50).Ticks / TimeSpan.TicksPerMillisecond;
                rows.RemoveAll(row => row.Time > cut);
                break;
            case LogDefect.MissingSupport:
                rows.RemoveAll(row => row.Item == "item 7");
                return With(options => options.PropensityColumnName = null);
            case LogDefect.RareResponse:
                rows.Where(row => row.Like).Skip(30).ToList().ForEach(row => row.Like = false);
                break;
            default:
                rows.ForEach(row => Spoil(row, defect, random));
                break;
        }
        return test.Count == 0 ? DiagnosedLog.Options : With(options => options.TestData = DiagnosedLog.View(test));
    }

    private static void Spoil(Row row, LogDefect defect, Random random)
    {
        switch (defect)
        {
            case LogDefect.ShortSessions:
                row.GroupId += $" {row.Features[1]}";
                break;
            case LogDefect.MissingValues:
                row.Features[2] = random.Next(100) == 0 ? float.NaN : row.Features[2];
                break;
            case LogDefect.ConstantFeatures:
                row.Features[2] = 7;
                break;
            case LogDefect.ActionLeak:
                row.Features[2] = row.Item[^1];
                break;
            case LogDefect.ResponseLeak:
                row.Features[2] = row.Watch + (0.2f * random.NextSingle());
                break;
            case LogDefect.ConstantResponse:
                row.Like = true;
                break;
            case LogDefect.WrongPropensities:
                row.Propensity = Math.Min(1, 2 * row.Propensity);
                break;
            default:
                break;
        }
    }
}
