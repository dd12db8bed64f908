using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Learning;

/// <summary>Tests that what a checkpoint visits between two steps is enough to go on as if nothing had been interrupted.</summary>
public sealed class LearnerStateTests
{
    private static readonly string[] Objectives = ["Click", "Like"];

    [Fact]
    public void Step_BeforeTheFirstStepOfADelayedPolicy_ReportsEqualWeightsAndNoLoss()
    {
        using var session = Tabular.OpenTorch(1);
        var log = Tabular.Bandit(null, 2, 1);
        using var learner = Learner();

        learner.Step(Tabular.Batch(log)).Details.Should().Equal(("policy", 0), ("weight Click", 0.5), ("weight Like", 0.5));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Visit_DelayedPolicyAfterSomeSteps_GoesOnWithTheSameStepsAndReports(int steps)
    {
        using var session = Tabular.OpenTorch(1);
        var log = Tabular.Bandit(null, 2, 1);
        using var learner = Learner();
        using var resumed = Learner();
        for (var step = 0; step < steps; step++)
            learner.Step(Tabular.Batch(log));

        Copy(learner.Visit, resumed.Visit);

        for (var step = 0; step < 3; step++)
            resumed.Step(Tabular.Batch(log)).Details.Should().Equal(learner.Step(Tabular.Batch(log)).Details);
    }

    [Fact]
    public void Visit_WeightedCritics_KeepsTheAdvantageDeviationAndItsAverage()
    {
        using var session = Tabular.OpenTorch(2);
        WeightedCritics New() => new([(new([Tabular.Network([1, 0, -0.5])]), () => 1)]);
        var (critics, resumed, behavior) = (New(), New(), new UniformPolicy(3));
        critics.TrackDeviation(ones(1, 1), CandidateSet.WholeCatalog, behavior);

        Copy(critics.Visit, resumed.Visit);

        resumed.AdvantageDeviation.Should().Be(critics.AdvantageDeviation).And.NotBe(1);
        Array.ForEach([critics, resumed], each => each.TrackDeviation(ones(1, 1), CandidateSet.WholeCatalog, Tabular.Policy([0.8, 0.1, 0.1])));
        resumed.AdvantageDeviation.Should().Be(critics.AdvantageDeviation);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    public void Visit_FlatLossAfterSomeEpochs_FindsTheSameEpochFlat(int epochs)
    {
        var (whole, visited, resumed) = (new FlatLoss(), new FlatLoss(), new FlatLoss());
        double LossOf(int epoch) => 1 + Math.Exp(-epoch);
        bool[] Add(FlatLoss loss, int first, int count) => [.. Enumerable.Range(first, count).Select(epoch => loss.Add(LossOf(epoch)))];
        Add(whole, 0, epochs);
        Add(visited, 0, epochs);

        Copy(visited.Visit, resumed.Visit);

        var expected = Add(whole, epochs, 20);
        expected.Should().StartWith(false).And.EndWith(true);
        Add(visited, epochs, 20).Should().Equal(expected, "writing changes nothing");
        Add(resumed, epochs, 20).Should().Equal(expected);
    }

    private static void Copy(Action<StateArchive> write, Action<StateArchive> read)
    {
        using var stream = new MemoryStream();
        write(new(stream, isReading: false));
        stream.Position = 0;
        read(new(stream, isReading: true));
        stream.Position.Should().Be(stream.Length);
    }

    private static ActorCriticLearner Learner()
        => new(new DelayedActor(Tabular.Network([0.5, -1])), [], new(0.1, 0, Objectives, Multipliers: null, new(_ => zeros(3), [], CPU)));

    /// <summary>Represents a policy that makes every second step, on two losses with different optima.</summary>
    private sealed class DelayedActor(TwoTowerNetwork network) : Actor
    {
        public override NetworkModule Module => network;

        public override IEnumerable<Parameter> Parameters => network.AllParameters();

        public override int Delay => 2;

        public override IReadOnlyList<Tensor> Losses(TransitionBatch batch)
        {
            var scores = network.ScoreActions(batch.States, batch.Actions!);
            return [scores.Minus(1).Squared().mean(), (scores - batch.Actions!).Plus(2).Squared().mean()];
        }

        public override void UpdateLagged()
        {
        }

        public override void Visit(StateArchive archive)
        {
        }

        public override void Dispose()
        {
        }
    }
}
