using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Compares the steps of a group with the plain form, which evaluates one network after another.</summary>
public sealed class GaussianActorCriticGroupTests : IDisposable
{
    private const int States = 5;
    private const double TargetUpdateRate = 0.2, CriticRate = 0.02, ActorRate = 0.01, Strength = 0.7, CloningStrength = 0.3;

    // First, since it loads libtorch.
    private readonly TorchSession _session = Tabular.OpenTorch(1);

    private readonly LogRows _log = Tabular.ContinuousLog(States,
        [.. Enumerable.Range(0, 32).Select(row => new Tabular.ContinuousRow(row % States, MathF.Sin(row), row % 7 - row % 3, row % 4 == 3 ? -1 : row + 1))]);

    private readonly ActionStandardizer _standardizer;

    public GaussianActorCriticGroupTests() => _standardizer = new(_log, CPU);

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(1, 1, new int[0], 0.9)]
    [InlineData(1, 2, new[] { 6 }, 0)]
    [InlineData(3, 2, new[] { 6, 4 }, 0.9)]
    public void Step_SeveralTimes_IsThePlainFormOfEachResponse(int responses, int members, int[] hiddenUnits, double discount)
    {
        var (learners, plain) = Twins(responses, members, hiddenUnits, discount);
        using var group = new GaussianActorCriticGroup(learners);

        Train(group, plain, steps: 4);

        ShouldBeEqual(learners, plain);
    }

    [Fact]
    public void Keep_AfterSomeSteps_GoesOnAsThePlainFormOfTheOthers()
    {
        var (learners, plain) = Twins(3, 2, [6], 0.9);
        using var group = new GaussianActorCriticGroup(learners);

        Train(group, plain, steps: 2);
        group.Keep([0, 2]);
        Train(group, [plain[0], plain[2]], steps: 2);

        ShouldBeEqual(learners, plain);
    }

    private (GaussianActorCriticLearner[] Learners, Plain[] Plain) Twins(int responses, int members, int[] hiddenUnits, double discount)
    {
        var (learners, twins) = (Learners(responses, members, hiddenUnits, discount), Learners(responses, members, hiddenUnits, discount));
        foreach (var (module, copy) in learners.SelectMany(Networks).Zip(twins.SelectMany(Networks)))
            copy.LoadWeights(module.CopyWeights());
        return (learners, [.. twins.Select(twin => new Plain(twin))]);
    }

    private void Train(GaussianActorCriticGroup group, Plain[] plain, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            RandomSource.Current.Restart(step);
            var losses = group.Step(Tabular.Batch(_log)).Select(losses => losses.Loss).ToArray();
            RandomSource.Current.Restart(step);
            losses.Should().Equal(PlainStep(plain, Tabular.Batch(_log)), Tabular.Within(1e-5));
        }
    }

    private static void ShouldBeEqual(GaussianActorCriticLearner[] learners, Plain[] plain)
    {
        foreach (var (own, other) in learners.Zip(plain))
        {
            Weights(own).Should().Equal(Weights(other.Learner), (actual, expected) => Math.Abs(actual - expected) < 1e-5);
            own.Critic.AdvantageDeviation.Should().BeApproximately(other.Learner.Critic.AdvantageDeviation, 1e-5);
            other.Dispose();
        }
    }

    private static IEnumerable<NetworkModule> Networks(GaussianActorCriticLearner learner)
        => [learner.Policy, learner.LaggedPolicy, learner.Behavior, .. learner.Critic.Critics.Members, .. learner.Critic.Lagged];

    private static float[] Weights(GaussianActorCriticLearner learner)
        => [.. Networks(learner).SelectMany(module => module.CopyWeights()).SelectMany(weights => weights)];

    private GaussianActorCriticLearner[] Learners(int responses, int members, int[] hiddenUnits, double discount)
    {
        var range = (_standardizer.Standardize(tensor(new[] { -2f })), _standardizer.Standardize(tensor(new[] { 2f })));
        GaussianPolicy NewPolicy() => new(NetworkPlan.Tower(States, hiddenUnits, 1), 0, range);
        var behavior = NewPolicy();
        return [.. Enumerable.Range(0, responses).Select(response =>
        {
            var critic = new CriticOptions(_log, new("Reward", discount, 1, new(0, response % 2 == 0 ? 1 : -1), new(response, 1 + response)),
                CriticRate, WeightDecay: 0.05, TargetUpdateRate, CPU);
            return new GaussianActorCriticLearner(new(critic, _standardizer, [Strength], CloningStrength, ActorRate), NewPolicy(),
                new(NetworkPlan.Tower(States + 1, hiddenUnits, 1), members, 0, CPU), behavior, [behavior],
                new(_ => throw new NotSupportedException("Nothing is held out here."), [], CPU));
        })];
    }

    /// <summary>Draws what the group draws for policies of one unit.</summary>
    private static Tensor Noise(int policies, int rows) => RandomSource.Current.NormalLike(zeros(policies, rows, 1));

    /// <summary>Makes the step of each response from the numbers that the group has drawn, and returns the losses of the critics.</summary>
    private double[] PlainStep(Plain[] responses, TransitionBatch batch)
    {
        var rows = batch.RowCount;
        var nextNoise = responses[0].Learner.Critic.Lagged.Count == 0 ? null : Noise(responses.Length, rows);
        var behaviorNoise = Noise(2, rows);
        var noise = Noise(responses.Length, rows);
        return [.. responses.Select((plain, response) =>
        {
            var learner = plain.Learner;
            Tensor target;
            using (no_grad())
            {
                var behaviorMeans = learner.Behavior.Means(batch.States);
                Tensor Sampled(int draw) => Value(learner, batch.States, behaviorMeans.Plus(learner.Behavior.LogDeviations.exp() * behaviorNoise[draw]));
                learner.Critic.Critics.AdvantageDeviation = plain.Variance.Track((Sampled(0) - Sampled(1)).Squared().mean().item<float>() / 2);
                target = learner.Critic.Target(batch, NextValue(learner, batch.NextStates(), nextNoise?[response])).detach();
            }
            var means = learner.Policy.Means(batch.States);
            var logged = _standardizer.Standardize(batch.Actions!);
            var step = learner.Policy.LogDeviations.exp() * noise[response];
            var value = Value(learner, batch.States, means.Plus(step)).Plus(Value(learner, batch.States, means - step)).Over(2);
            var divergence = Losses.GaussianDivergence(means, learner.Policy.LogDeviations, learner.Behavior.Means(batch.States).detach(),
                learner.Behavior.LogDeviations.detach());
            var actorLoss = (-value.Over(learner.Critic.AdvantageDeviation)).Plus(divergence.Times(Strength))
                .Plus((means - logged).Squared().sum(1).Times(CloningStrength)).mean();
            var criticLosses = ContinuousCritics.Values(learner.Critic.Critics.Members, batch.States, logged)
                .Select(values => Losses.SquaredError(values, target, null)).ToArray();
            plain.Descend(actorLoss, stack(criticLosses).sum());
            return criticLosses.Average(loss => loss.item<float>());
        })];
    }

    private static Tensor Value(GaussianActorCriticLearner learner, Tensor states, Tensor actions) => learner.Critic.Critics.Mean(states, actions);

    private static Tensor? NextValue(GaussianActorCriticLearner learner, Tensor states, Tensor? noise)
        => noise is null ? null : stack(ContinuousCritics.Values(learner.Critic.Lagged, states,
            learner.LaggedPolicy.Means(states).Plus(learner.LaggedPolicy.LogDeviations.exp() * noise))).amin([0]);

    /// <summary>Holds what the plain form of one response keeps between steps.</summary>
    private sealed class Plain(GaussianActorCriticLearner learner) : IDisposable
    {
        private readonly AdamWOptimizer _actor = new(learner.Policy.AllParameters(), ActorRate, 0.05);
        private readonly AdamWOptimizer _critic = new(learner.Critic.Critics.Members.SelectMany(member => member.AllParameters()), CriticRate, 0.05);

        public GaussianActorCriticLearner Learner => learner;

        public RunningVariance Variance { get; } = new();

        public void Dispose()
        {
            _actor.Dispose();
            _critic.Dispose();
        }

        public void Descend(Tensor actorLoss, Tensor criticLoss)
        {
            // The loss of the actor also gives gradients to the critics, which the second step clears.
            _actor.Descend(actorLoss);
            _critic.Descend(criticLoss);
            using var noGrad = no_grad();
            var pairs = learner.Critic.Lagged.Zip(learner.Critic.Critics.Members, (lagged, member) => ((NetworkModule)lagged, (NetworkModule)member))
                .Append((learner.LaggedPolicy, learner.Policy));
            foreach (var (lagged, source) in pairs.SelectMany(pair => pair.Item1.AllParameters().Zip(pair.Item2.AllParameters())))
                lagged.copy_(lagged.Times(1 - TargetUpdateRate).Plus(source.Times(TargetUpdateRate)));
        }
    }
}
