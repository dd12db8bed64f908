using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Parity;

/// <summary>Tests that training on sparse states gives the weights of training on the same states with their zeros.</summary>
public class SparseTrainingTests
{
    private const int Width = 2100;
    private const float Tolerance = 1e-4f;

    // A gradient that is 0 except for roundings moves a weight as far as any other in the first steps of AdamW. Over 11 seeds the critics of categories
    // differed by up to 1.1e-3.
    private const float LooseTolerance = 5e-3f;

    private static readonly SparseRow[] Rows = NewRows();

    private static MLContext Context => new(1);

    [Fact]
    public void Fit_BehaviorCloning_IsThatOfDenseStates() => RequireSame(run => Context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options
    {
        NumberOfEpochs = 4,
        HiddenUnits = [16, 8],
        PolicyLearningRate = 0.01,
        WeightDecay = 0.02,
        BatchSize = 32,
    }).Plan(run));

    [Fact]
    public void Fit_WithoutHiddenLayers_IsThatOfDenseStates() => RequireSame(run => Context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options
    {
        NumberOfEpochs = 3,
        HiddenUnits = [],
        PolicyLearningRate = 0.01,
        BatchSize = 32,
    }).Plan(run));

    [Fact]
    public void Fit_LimitedGradients_IsThatOfDenseStates() => RequireSame(run => Context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options
    {
        NumberOfEpochs = 3,
        HiddenUnits = [8],
        PolicyLearningRate = 0.01,
        BatchSize = 32,
    }).Plan(run), maximumGradientNorm: 0.1);

    [Fact]
    public void Fit_RewardWeighted_IsThatOfDenseStates() => RequireSame(run => Context.Ranking.Trainers.RewardWeighted(new RewardWeightedRankingTrainer.Options
    {
        LabelColumnName = "Watch",
        Responses = [new("Click") { Weight = 2 }],
        NumberOfEpochs = 3,
        HiddenUnits = [8],
        PolicyLearningRate = 0.01,
        ActionColumnName = "ActionVector",
        Network = new WideAndDeepNetwork(),
    }).Plan(run), "ActionVector");

    [Theory]
    [InlineData(PolicyImprovement.Exact)]
    [InlineData(PolicyImprovement.Sampled)]
    public void Fit_TscacOverACatalog_IsThatOfDenseStates(PolicyImprovement improvement) => RequireSame(run => Context.Ranking.Trainers.Tscac(
        new TscacRankingTrainer.Options
        {
            LabelColumnName = "Watch",
            AuxiliaryResponses = [new("Click")],
            RowGroupColumnName = "Session",
            PolicyImprovement = improvement,
            HiddenUnits = [16],
            BatchSize = 32,
        }).Plan(run));

    [Fact]
    public void Fit_CloningOfVectors_IsThatOfDenseStates() => RequireSame(run => Context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options
    {
        ActionColumnName = "ActionVector",
        NumberOfEpochs = 3,
        HiddenUnits = [8],
    }).Plan(run), "ActionVector");

    [Theory]
    [InlineData("Action", 0, "*Features column 'Features'*DeepFMNetwork needs the zeros too, which is possible up to 65536 slots*")]
    [InlineData("ActionVector", 1, "*Features column 'Features'*an actor-critic over continuous actions needs the zeros*")]
    public void Fit_PartThatNeedsTheZerosOfManySlots_IsAnError(string action, int trainer, string message)
    {
        var view = new MLContext(1).Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(row => new WideRow { Action = (uint)(row % 5), Watch = row }));
        var fit = trainer == 0
            ? (Action)(() => Context.Ranking.Trainers.RewardWeighted(new RewardWeightedRankingTrainer.Options
            {
                LabelColumnName = "Watch",
                Network = new DeepFMNetwork(),
                RowGroupColumnName = null,
            }).Fit(view))
            : () => Context.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
            {
                LabelColumnName = "Watch",
                AuxiliaryResponses = [new("Click")],
                ActionColumnName = action,
                RowGroupColumnName = null,
            }).Fit(view);

        fit.Should().Throw<InvalidOperationException>().WithMessage(message);
    }

    [Theory]
    [InlineData]
    [InlineData("Action")]
    public void Fit_Rmtl_IsThatOfDenseStates(params string[] categories) => RequireSame(run => Context.Ranking.Trainers.Rmtl(new RmtlRankingTrainer.Options
    {
        Tasks = [new("Click"), new("Watch")],
        CategoricalColumnNames = categories,
        RowGroupColumnName = "Session",
        NumberOfEpochs = 1,
        Backbone = new MmoeBackbone { ExpertUnits = [8], NumberOfExperts = 2 },
    }).Plan(run), responses: ["Click", "Watch"], categories: categories, tolerance: categories.Length > 0 ? LooseTolerance : Tolerance);

    [Fact]
    public void Fit_MillionSlots_NeedsNoMemoryForTheirZeros()
    {
        const int Slots = 1 << 20, RowCount = 3000;
        var (random, features) = (new Random(1), new FeatureTableBuilder(Slots));
        for (var row = 0; row < RowCount; row++)
            features.Add(new VBuffer<float>(Slots, 3, [1, 2, 1], [row % 7, 100 + random.Next(5000), Slots - 1 - random.Next(5000)]));
        int[] rows = [.. Enumerable.Range(0, RowCount)];
        var data = new SessionDataset
        {
            RowCount = RowCount,
            SessionCount = RowCount,
            SessionOfRow = rows,
            NextRow = [.. rows.Select(_ => -1)],
            Features = features.ToTable(),
            Responses = [],
            Actions = [.. rows.Select(row => row % 7)],
            ActionCount = 7,
        };
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var session = TorchSession.Open(new MLContext(1), seed: 1);
        // A dense tensor of one batch would have 2.1 GB.
        using var run = new TrainingRun(LogRow.Host(), session, new(data, rows), null, new(BatchSize: 500, 3, null, default), seed: 1);
        var plan = Context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options
        {
            HiddenUnits = [4],
            EmbeddingDimension = 4,
            NumberOfEpochs = 8,
            PolicyLearningRate = 0.1,
        }).Plan(run);
        run.Train(plan);
        var policy = new NeuralRankingModelParameters(new MLContext(1), plan.Build(), [], []).CategoricalPolicy!;

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        allocated.Should().BeLessThan(6L * 4 * 4 * Slots, "epochs share a copy of the weights, and nothing else is big");
        var state = new float[Slots];
        state[3] = 1;
        policy.ActionProbabilities(state)[3].Should().BeGreaterThan(0.5f, "slot 3 tells the action");
    }

    [Fact]
    public void Fit_MoreWeightsThanAnArrayHolds_NamesTheColumn()
    {
        var view = new MLContext(1).Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(row => new WideRow { Action = (uint)(row % 5) }));
        var trainer = Context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options { HiddenUnits = [256], RowGroupColumnName = null });

        trainer.Invoking(wide => wide.Fit(view)).Should().Throw<InvalidOperationException>().WithMessage("*Features column 'Features'*8388608*numberOfBits*");
    }

    private static void RequireSame(Func<TrainingRun, TrainingPlan> plan, string action = "Action", string[]? responses = null, string[]? categories = null,
        double? maximumGradientNorm = null, float tolerance = Tolerance)
    {
        var data = SessionReader.Read(LogRow.Host(), new MLContext(1).Data.LoadFromEnumerable(Rows), new()
        {
            Features = "Features",
            Group = "Session",
            Responses = responses ?? ["Watch", "Click"],
            Action = action,
            Categories = categories ?? [],
        });
        data.Features.IsSparse.Should().BeTrue();

        var sparse = Fit(plan, data, maximumGradientNorm);
        var dense = Fit(plan, data with { Features = new TableWithZeros(data.Features) }, maximumGradientNorm);

        sparse.Should().HaveSameCount(dense);
        foreach (var (actual, expected) in sparse.Zip(dense))
            actual.Zip(expected, (one, other) => Math.Abs(one - other)).Max().Should().BeLessThan(tolerance);
    }

    private static IReadOnlyList<float[]> Fit(Func<TrainingRun, TrainingPlan> plan, SessionDataset data, double? maximumGradientNorm = null)
    {
        using var session = TorchSession.Open(new MLContext(1), seed: 1);
        var (training, heldOut) = data.SplitBySession(0.2, seed: 1);
        var settings = new TrainingSettings(32, 3, null, default) { MaximumGradientNorm = maximumGradientNorm };
        using var run = new TrainingRun(LogRow.Host(), session, new(data, training), new(data, heldOut), settings, seed: 1);
        var planned = plan(run);
        run.Train(planned);
        return [.. Outputs(planned.Build())];
    }

    /// <summary>
    /// Computes what a model says about some rows. Weights are not compared, because the gradient of some is 0 apart from rounding, such as that of the offset
    /// of a policy, and AdamW makes a step of the learning rate of it.
    /// </summary>
    private static IEnumerable<float[]> Outputs(ModelHead head)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        if (head is CategoricalPolicyHead)
        {
            var policy = new NeuralRankingModelParameters(new MLContext(1), head, [], []).CategoricalPolicy!;
            return [.. Rows.Take(40).Select(row => policy.ActionProbabilities(row.Features))];
        }
        return [.. Networks(head).Select(network =>
        {
            using var module = new PlannedModule(network.Plan, 0);
            module.Load(network);
            var inputs = Rows.Take(40).SelectMany(row => row.Features.Concat(new float[network.Plan.InputWidth - Width])).ToArray();
            var keys = tensor(Rows.Take(40).Select(row => row.Action + 1L).ToArray());
            return module.Evaluate(tensor(inputs, 40, network.Plan.InputWidth), [(keys, null)]).data<float>().ToArray();
        })];
    }

    private static IEnumerable<PlannedNetwork> Networks(ModelHead head) => head switch
    {
        TaskHead { TaskCritics: { } critics } tasks => [tasks.Network, critics.Network],
        GaussianPolicyHead policy => policy.ContinuousCritics.SelectMany(critic => critic.Members).Prepend(policy.MeanNetwork),
        _ => throw new NotSupportedException(),
    };

    /// <summary>Some slots are in most rows, and others in one or none.</summary>
    private static SparseRow[] NewRows()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 320).Select(row =>
        {
            var features = new float[Width];
            for (var index = 0; index < 12; index++)
                features[(int)(Width * Math.Pow(random.NextDouble(), 4))] = random.NextSingle() + 0.5f;
            return new SparseRow
            {
                Features = features,
                Session = row / 4,
                Action = (uint)random.Next(5),
                ActionVector = [random.NextSingle(), random.NextSingle()],
                Watch = random.NextSingle() + features[0],
                Click = random.Next(3) == 0,
            };
        })];
    }

    private sealed class SparseRow
    {
        [VectorType(Width)]
        public float[] Features { get; set; } = [];

        public int Session { get; set; }

        [KeyType(5)]
        public uint Action { get; set; }

        [VectorType(2)]
        public float[] ActionVector { get; set; } = [];

        public float Watch { get; set; }

        public bool Click { get; set; }
    }

    private sealed class WideRow
    {
        [VectorType(8_388_608)]
        public VBuffer<float> Features { get; set; } = new(8_388_608, 1, [1], [5]);

        [KeyType(5)]
        public uint Action { get; set; }

        [VectorType(2)]
        public float[] ActionVector { get; set; } = [0, 1];

        public float Watch { get; set; }

        public bool Click => Action == 1;
    }
}
