using Microsoft.ML.ReinforcementRanking.Tests.Telemetry;
using Tuning;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Runs the sample with few users and trials, which takes seconds. Its results have no meaning.</summary>
public sealed class TuningJobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tuning-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_FewUsers_TunesFitsAndSaves()
    {
        var result = Job.Run(new Arguments { Users = 60, Trials = 2, Output = _folder });

        result.Trials.Should().HaveCount(3, "one of two settings is in the second round").And.OnlyContain(trial => trial.Failure == null);
        result.Best.Values.Keys.Should().BeEquivalentTo("ConstraintStrength", "StageOneTemperature", "CriticLearningRate", "HiddenUnits");
        result.ParetoFront.Should().Contain(result.Best);
        new MLContext(1).Model.Load(Path.Combine(_folder, "model.zip"), out _).Should().NotBeNull();
        EventFile.Scalars(Directory.GetDirectories(Path.Combine(_folder, "runs")).Should().ContainSingle().Subject).Should().NotBeEmpty();
    }

    [Fact]
    public void Invoke_Options_AreTaken()
        => CommandWords.Run<Arguments>(Arguments.Command, "--data", "log", "--trials", "3", "--users", "9", "--seed", "7", "--output", "out").Should()
            .Be(new Arguments { Data = "log", Trials = 3, Users = 9, Seed = 7, Output = "out" });
}
