using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static System.Math;
using static Microsoft.ML.ReinforcementRanking.Tests.Equations.TaskTabular;

namespace Microsoft.ML.ReinforcementRanking.Tests.Learning;

/// <summary>Tests the metrics by which epochs are compared, on the log of docs/equations-rmtl.md (E7): sessions of 3, 2, and 1 rows.</summary>
public sealed class TaskAssessmentTests
{
    private const double LogLoss = 0.443248;
    private const double SessionLogLoss = 0.597281;
    private const double Area = 8.0 / 9;

    private static readonly int[] Next = [1, 2, -1, 4, -1, -1];
    private static readonly float[] Labels = [1, 0, 0, 1, 0, 1];
    private static readonly double[] Probabilities = [.9, .2, .4, .6, .1, .3];

    [Theory]
    [InlineData(TaskSelectionMetric.LogLoss, -LogLoss)]
    [InlineData(TaskSelectionMetric.SessionLogLoss, -SessionLogLoss)]
    [InlineData(TaskSelectionMetric.AreaUnderRocCurve, Area)]
    public void Of_OneBinaryTask_SelectsByTheMetric(TaskSelectionMetric selection, double value)
    {
        using var session = Tabular.OpenTorch(1);

        var assessment = Assess(selection, [Binary()], row => [Labels[row]]);

        assessment.Value!.Value.Should().BeApproximately(value, 1e-6);
        assessment.ByName.Keys.Should().Equal("Click logloss", "Click s-logloss", "Click auc");
        assessment.ByName.Values.Should().Equal([LogLoss, SessionLogLoss, Area], Tabular.Within(1e-6));
    }

    [Theory]
    [InlineData(TaskSelectionMetric.LogLoss)]
    [InlineData(TaskSelectionMetric.SessionLogLoss)]
    [InlineData(TaskSelectionMetric.AreaUnderRocCurve)]
    public void Of_MixedTasks_AveragesWhatHasTheMetric(TaskSelectionMetric selection)
    {
        using var session = Tabular.OpenTorch(1);
        // The second output is 0, the mean of the target. The standardized errors are 1, 0, 0, 2, 0, 1.
        double[] errors = [1, 0, 0, 2 * 2, 0, 1];
        float[] watch = [12, 10, 10, 6, 10, 8];

        var assessment = Assess(selection, [Binary(), Regression(mean: 10, deviation: 2)], row => [Labels[row], watch[row]]);

        assessment.Value!.Value.Should().BeApproximately(selection switch
        {
            TaskSelectionMetric.LogLoss => -(LogLoss + errors.Average()) / 2,
            TaskSelectionMetric.SessionLogLoss => -(SessionLogLoss + (errors[..3].Average() + errors[3..5].Average() + errors[5]) / 3) / 2,
            _ => Area,
        }, 1e-6);
        assessment.ByName["Watch error"].Should().BeApproximately(errors.Average(), 1e-6);
    }

    [Fact]
    public void Of_TaskOfOneClass_SpeaksNeitherForNorAgainstAnEpoch()
    {
        using var session = Tabular.OpenTorch(1);

        Assess(TaskSelectionMetric.AreaUnderRocCurve, [Binary(), Binary("Buy")], row => [Labels[row], 0]).Value.Should().BeApproximately(Area, 1e-6);
        var none = Assess(TaskSelectionMetric.AreaUnderRocCurve, [Binary()], _ => [0]);
        none.Value.Should().Be(0, "every epoch is as good as the others");
        none.ByName.Keys.Should().Equal("Click logloss", "Click s-logloss");
    }

    [Fact]
    public void Of_RowsOfWeightZero_LeavesThemOut()
    {
        using var session = Tabular.OpenTorch(1);

        var assessment = Assess(TaskSelectionMetric.LogLoss, [Binary()], row => [Labels[row]], [1, 1, 1, 0, 0, 0]);

        assessment.Value!.Value.Should().BeApproximately((Log(.9) + Log(.8) + Log(.6)) / 3, 1e-6);
        assessment.ByName["Click s-logloss"].Should().BeApproximately(-assessment.Value.Value, 1e-6);
    }

    private static Assessment Assess(TaskSelectionMetric selection, TaskTarget[] tasks, Func<int, float[]> labels, float[]? weights = null)
    {
        var log = Log(
            [.. Probabilities.Select((probability, row) => new Row([(float)System.Math.Log(probability / (1 - probability))], labels(row), Next[row]))],
            weights);
        // The logit of the first task is the feature, and the output of a second task is 0.
        return TaskAssessment.Of(
            Network(log, NetworkPlan.Tower(1, [], tasks.Length), [[.. tasks.Select((_, task) => task == 0 ? 1f : 0f)], new float[tasks.Length]], tasks), log,
            selection);
    }
}
