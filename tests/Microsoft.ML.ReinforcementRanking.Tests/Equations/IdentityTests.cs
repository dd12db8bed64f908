using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Tests the identities of docs/equations-tscac.md (E11) for which the library has functions.</summary>
public sealed class IdentityTests
{
    [Fact]
    public void Follow_ThousandStepsTowardsOne_IsPolyakAveraging()
    {
        using var session = Tabular.OpenTorch(1);
        using var source = new Doubles();
        using var target = new TargetModule<Doubles>(source, new());
        using (no_grad())
            source.Values.copy_(source.Values.FilledWith(1));

        for (var step = 0; step < 1000; step++)
            target.Follow(0.001);

        target.Module.AllParameters().SelectMany(Tabular.ToArray).Should().HaveCount(3)
            .And.OnlyContain(value => Math.Abs(value - (1 - Math.Pow(0.999, 1000))) < 1e-12 && Math.Abs(value - 0.632305) < 1e-6);
    }

    [Fact]
    public void TargetModule_NewOrFollowing_NeverTrains()
    {
        using var session = Tabular.OpenTorch(2);
        using var source = new PlannedModule(NetworkPlan.Tower(2, [], 1), 0);
        using var target = new TargetModule<PlannedModule>(source, new PlannedModule(NetworkPlan.Tower(2, [], 1), 0));

        target.Follow(0.5);

        target.Module.AllParameters().Should().OnlyContain(parameter => !parameter.requires_grad);
        target.Module.IsTraining.Should().BeFalse();
        target.Module.AllParameters().SelectMany(Tabular.ToArray).Should().Equal(source.AllParameters().SelectMany(Tabular.ToArray), "it starts as a copy");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void LogProbability_AnyBatch_HasOneEntryPerRow(int rowCount)
    {
        using var session = Tabular.OpenTorch(3);
        double[][] probabilities = [[0.2, 0.5, 0.3], [0.6, 0.1, 0.3]];
        var policy = Tabular.Policy(probabilities);
        int[] states = [.. Enumerable.Range(0, rowCount).Select(row => row % 2)];
        int[] actions = [.. Enumerable.Range(0, rowCount).Select(row => row * 2 % 3)];
        var log = Tabular.Log(2, 3, [.. states.Zip(actions, (state, action) => new Tabular.Row(state, action, 0))]);
        var batch = Tabular.Batch(log);

        var logProbabilities = policy.LogProbability(batch.States, batch.Actions!, CandidateSet.WholeCatalog);

        logProbabilities.shape.Should().Equal(rowCount);
        Tabular.ToArray(logProbabilities).Should().Equal(states.Zip(actions, (state, action) => Math.Log(probabilities[state][action])), Tabular.Within(1e-6));
    }

    /// <summary>Represents three weights of double precision, in which rounding errors do not hide the result of many steps.</summary>
    private sealed class Doubles : NetworkModule
    {
        public Doubles() => Add(Values, _ => { });

        public Parameter Values { get; } = Parameters.Of(zeros(3, ScalarType.Float64));
    }
}
