using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

/// <summary>Tests that a layer over sparse states has the weights of a dense layer after steps that most of its rows have missed.</summary>
public sealed class SparseLinearTests : IDisposable
{
    private const int Width = 40;
    private const int Steps = 600;

    private readonly TorchSession _session = TorchSession.Open(new MLContext(1), seed: 1);
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _session.Dispose();
    }

    [Theory]
    [InlineData(0.05, 0)]
    [InlineData(0.01, 0.1)]
    [InlineData(1, 0.1)]
    public void Descend_ManySteps_GivesTheWeightsOfTheDenseLayerAndOfItsLaggedCopy(double lagRate, double weightDecay)
    {
        var plan = NetworkPlan.Tower(Width, [], 3);
        using var dense = new ModuleLearner(new(plan, 0), weightDecay);
        using var sparse = new ModuleLearner(new(plan, 0, Width), weightDecay);
        sparse.Module.Load(dense.Module.ToNetwork());
        using var denseLag = new TargetModule<PlannedModule>(dense.Module, new(plan, 0));
        using var sparseLag = new TargetModule<PlannedModule>(sparse.Module, new(plan, 0, Width));
        var random = new Random(1);
        for (var step = 0; step < Steps; step++)
        {
            using var scope = NewDisposeScope();
            var states = States(random, step);
            dense.Train(states.ToTensor().to_dense());
            sparse.Train(states.ToTensor());
            denseLag.Follow(lagRate);
            sparseLag.Follow(lagRate);
            if (step % 50 == 0)
                Largest(denseLag.Module.Forward(states.ToTensor().to_dense()) - sparseLag.Module.Forward(states.ToTensor())).Should().BeLessThan(1e-5f);
        }

        RequireSame(sparse.Module, dense.Module);
        RequireSame(sparseLag.Module, denseLag.Module);
    }

    [Fact]
    public void Evaluate_OtherInputsBehindSparseStates_IsThatOfTheDenseLayer()
    {
        var plan = NetworkPlan.Tower(Width + 2, [5], 1);
        using var dense = new PlannedModule(plan, 0);
        using var sparse = new PlannedModule(plan, 0, Width);
        sparse.Load(dense.ToNetwork());
        var (states, others) = (States(new(2), 0).ToTensor(), RandomSource.Current.Normal(1, 6, 2));

        Largest(sparse.Evaluate(states, [], others) - dense.Forward(cat([states.to_dense(), others], 1))).Should().BeLessThan(1e-6f);
        RequireSame(sparse, dense);
    }

    [Fact]
    public void Descend_DividedAmongThreads_GivesTheBytesOfOneThread()
    {
        // 20,000 slots of 64 weights are more than two threads are of use for.
        const int Slots = 20_000, Steps = 3;
        float[][] Weights(int threads)
        {
            using var session = TorchSession.Open(new MLContext(1), seed: 1, threads);
            using var learner = new ModuleLearner(new(NetworkPlan.Tower(Slots, [64], 3), 0, Slots), weightDecay: 0.1);
            for (var step = 0; step < Steps; step++)
            {
                using var scope = NewDisposeScope();
                var states = new SparseStates();
                states.Clear(Slots);
                for (var row = 0; row < 200; row++)
                {
                    states.AddRow(Slots / 100, out var slots, out var values);
                    for (var index = 0; index < slots.Length; index++)
                        (slots[index], values[index]) = ((100 * index) + ((row + step) % 100), 1 + (row % 7) + (index % 3));
                }
                learner.Train(states.ToTensor());
            }
            return learner.Module.CopyWeights();
        }

        foreach (var (two, one) in Weights(2).Zip(Weights(1)))
            two.AsSpan().SequenceEqual(one).Should().BeTrue();
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    public void New_SparseLayer_StartsWithTheWeightsOfTheDenseLayer(int units)
    {
        var plan = NetworkPlan.Tower(Width, [units], 1);
        RandomSource.Current.Restart(3);
        using var dense = new PlannedModule(plan, 0);
        RandomSource.Current.Restart(3);
        using var sparse = new PlannedModule(plan, 0, Width);

        sparse.ToNetwork().Weights.Should().BeEquivalentTo(dense.ToNetwork().Weights, options => options.WithStrictOrdering());
    }

    [Fact]
    public void CopyWeights_OfSparseModule_RestoresIt()
    {
        using var module = new PlannedModule(NetworkPlan.Tower(Width, [5], 1), 0, Width);
        var (before, kept) = (module.ToNetwork(), module.CopyWeights());
        module.Load(new PlannedModule(module.Plan, 0).ToNetwork());

        module.LoadWeights(kept);

        module.ToNetwork().Weights.Should().BeEquivalentTo(before.Weights, options => options.WithStrictOrdering());
    }

    [Fact]
    public void CopyWeights_WithAnOutdatedCopy_WritesItsMatrixAnew()
    {
        using var module = new PlannedModule(NetworkPlan.Tower(Width, [5], 1), 0, Width);
        var outdated = module.CopyWeights();
        module.Load(new PlannedModule(module.Plan, 0).ToNetwork());

        var copy = module.CopyWeights(outdated);

        copy[^1].Should().BeSameAs(outdated[^1]).And.Equal(module.CopyWeights()[^1]);
    }

    [Fact]
    public void Dense_MoreSlotsThanCanHaveTheirZeros_NamesTheReader()
        => FluentActions.Invoking(() => new PlannedModule(new DeepFMPlan(1 << 20).Plan, 0, 1 << 20))
            .Should().Throw<FeatureWidthException>().WithMessage("it has 1048576 slots*possible up to 65536*numberOfBits*");

    [Fact]
    public void New_MoreWeightsThanAnArrayHolds_NamesTheSizes()
        => FluentActions.Invoking(() => new PlannedModule(NetworkPlan.Tower(8_388_608, [256], 1), 0, 8_388_608))
            .Should().Throw<FeatureWidthException>().WithMessage("a layer of 256 units that reads 8388608 values has more than*numberOfBits*");

    /// <summary>Most slots are in few steps, and the last ones in the first step and after a long time only.</summary>
    private static SparseStates States(Random random, int step)
    {
        var states = new SparseStates();
        states.Clear(Width);
        for (var row = 0; row < 6; row++)
        {
            var slots = Enumerable.Range(0, Width).Where(slot => slot >= Width - 2 ? step % 599 == 0 : random.Next(2 + slot) == 0).ToArray();
            states.AddRow(slots.Length, out var destination, out var values);
            slots.CopyTo(destination);
            foreach (ref var value in values)
                value = random.NextSingle() + 0.5f;
        }
        return states;
    }

    private static float Largest(Tensor difference) => difference.abs().max().item<float>();

    private static void RequireSame(PlannedModule actual, PlannedModule expected)
    {
        foreach (var (one, other) in actual.ToNetwork().Weights.Zip(expected.ToNetwork().Weights))
            one.Zip(other, (left, right) => Math.Abs(left - right)).Max().Should().BeLessThan(1e-5f);
    }

    private sealed record DeepFMPlan(int Width)
    {
        public NetworkPlan Plan
        {
            get
            {
                var builder = new PlanBuilder(Width);
                return builder.Build([builder.Add(new FactorizationMachineNode(PlanBuilder.Input, [], 3))]);
            }
        }
    }

    private sealed class ModuleLearner : Learner
    {
        public ModuleLearner(PlannedModule module, double weightDecay)
        {
            Module = module;
            Optimize(module.AllParameters(), learningRate: 2e-3, weightDecay);
        }

        public PlannedModule Module { get; }

        protected override IReadOnlyList<NetworkModule> Modules => [Module];

        public void Train(Tensor states)
        {
            var target = tensor(new[] { 1f, -2f, 3f });
            Descend((Module.Forward(states) - target).Squared().mean());
        }

        public override StepLosses Step(TransitionBatch batch) => throw new NotSupportedException();

        public override Assessment Assess(LogRows heldOut) => throw new NotSupportedException();
    }
}
