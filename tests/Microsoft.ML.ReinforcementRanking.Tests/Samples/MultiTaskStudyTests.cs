using MultiTask;
using MultiTask.Features;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Runs the study on a log of a few hundred rows, which takes seconds. Its results have no meaning.</summary>
public class MultiTaskStudyTests
{
    [Fact]
    public void Run_ABackbone_IsTrainedBothWaysAndEvaluatedOnEveryTask()
    {
        using var files = new SimulatedFiles(seed: 1, new() { Users = 60, Videos = 40 });
        var ml = new MLContext(1);

        StudyResult[] results = [.. new MultiTaskStudy(ml, TaskLog.Read(ml, files.Folder)).Run(["esmm"])];

        results.Select(result => (result.Backbone, result.Training)).Should().Equal(("esmm", "plain"), ("esmm", "RMTL"));
        results.Should().OnlyContain(result => result.Metrics.Tasks.Select(task => task.Name).SequenceEqual(new[] { "Click", "Conversion" }));
        results.SelectMany(result => result.Metrics.Tasks).Should()
            .OnlyContain(task => double.IsFinite(task.LogLoss) && double.IsFinite(task.AreaUnderRocCurve));
    }

    [Fact]
    public void Of_EveryKnownBackbone_IsOne() => KnownBackbones.Names.Select(KnownBackbones.Of).Should().OnlyHaveUniqueItems().And.HaveCount(7);
}
