using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Parity;

/// <summary>
/// Compares the networks of multi-task ranking in the interpreter that trains them with those in the interpreter that scores them, after they were saved
/// and loaded.
/// </summary>
public sealed class TaskPlanParityTests : IDisposable
{
    private const int Rows = 9;
    private const int Features = 5;

    private static readonly int[] FieldSizes = [7, 4];

    private readonly TorchSession _session = TorchSession.Open(new MLContext(1), seed: 1);

    public static TheoryData<MultiTaskBackbone> Backbones =>
    [
        new SingleTaskBackbone { BottomUnits = [8, 6], TowerUnits = [5] },
        new SharedBottomBackbone { BottomUnits = [8, 6], TowerUnits = [5] },
        new EsmmBackbone { BottomUnits = [8, 6], TowerUnits = [5] },
        new OmoeBackbone { NumberOfExperts = 3, ExpertUnits = [8, 6], TowerUnits = [5] },
        new MmoeBackbone { NumberOfExperts = 3, ExpertUnits = [8, 6], TowerUnits = [5] },
        new PleBackbone { NumberOfSharedExperts = 2, NumberOfTaskExperts = 3, ExpertUnits = [8, 6, 7], TowerUnits = [5] },
        new AitmBackbone { BottomUnits = [8, 6], TowerUnits = [5] },
        new MmoeBackbone { NumberOfExperts = 1, ExpertUnits = [], TowerUnits = [] },
    ];

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(Backbones))]
    public void Evaluate_Backbone_IsTorchs(MultiTaskBackbone backbone)
    {
        foreach (bool[] tasks in new bool[][] { [true], [true, true], [true, false, true], [false, true, true, true] })
            ShouldAgree(new TaskPlans(Features, FieldSizes, 4).Tasks(backbone, tasks));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(1, false)]
    [InlineData(3, false)]
    public void Evaluate_Critics_IsTorchsAndNeverAboveZero(int tasks, bool areSeparate)
    {
        var values = ShouldAgree(new TaskPlans(Features, FieldSizes, 4).Critics(tasks, [8, 6], [5], areSeparate));

        values.Should().OnlyContain(value => value <= 0);
    }

    [Fact]
    public void Evaluate_SharedEmbeddings_IsTorchs()
    {
        float[][] shares = [.. FieldSizes.Select(size => Enumerable.Range(0, size).Select(value => value / (value + 2f)).ToArray())];

        ShouldAgree(new TaskPlans(Features, FieldSizes, 4) { OwnShares = shares }.Tasks(new SharedBottomBackbone { BottomUnits = [8] }, [true, false]));
    }

    [Fact]
    public void Evaluate_WithoutFields_IsTorchs() => ShouldAgree(new TaskPlans(Features, [], 4).Tasks(new MmoeBackbone(), [true, true]));

    [Theory]
    [InlineData(-80f, -80f)]
    [InlineData(-80f, 80f)]
    [InlineData(80f, 80f)]
    [InlineData(0f, 0f)]
    public void Evaluate_ConjunctionOfExtremeLogits_IsTorchsAndFinite(float first, float second)
    {
        var builder = new PlanBuilder(2);
        var plan = builder.Build([builder.Add(new ConjunctionNode(builder.Slice(0, 0, 1), builder.Slice(0, 1, 1)))]);
        var expected = new PlannedModule(plan, dropout: 0).Forward(tensor(new[] { first, second }).unsqueeze(0)).item<float>();
        var output = new float[1];

        new PlannedNetwork(plan, []).CreateEvaluator().Evaluate([first, second], output);

        output[0].ShouldBe(expected);
        float.IsFinite(output[0]).Should().BeTrue();
        (1 / (1 + Math.Exp(-(double)output[0]))).Should().BeApproximately(1 / (1 + Math.Exp(-(double)first)) / (1 + Math.Exp(-(double)second)), 1e-6);
    }

    private static float[] ShouldAgree(NetworkPlan plan)
    {
        var module = new PlannedModule(plan, dropout: 0.5).Randomized();
        var inputs = Draws.Normal(Rows, plan.InputWidth);
        var random = new Random(1);
        // Each row has one value in the first field, and up to three in the second.
        int[][][] categories = [.. Enumerable.Range(0, Rows).Select(_ => new int[][]
        {
            [random.Next(FieldSizes[0])],
            [.. Enumerable.Range(0, Math.Max(1, random.Next(4))).Select(_ => random.Next(FieldSizes[1]))],
        })];
        var expected = module.Evaluate(inputs, [Field(categories, 0, isVector: false), Field(categories, 1, isVector: true)]);

        var evaluator = Copy(module.ToNetwork()).CreateEvaluator();
        var output = new float[plan.OutputWidth];
        List<float> all = [];
        foreach (var (row, input) in inputs.ToRows().Index())
        {
            evaluator.Evaluate(input, [.. categories[row].Select(field => field.ToList())], output);
            output.ShouldBe(expected[row]);
            all.AddRange(output);
        }
        return [.. all];
    }

    private static (Tensor Indices, Tensor? Starts) Field(int[][][] categories, int field, bool isVector)
    {
        var indices = categories.SelectMany(row => row[field]).Select(index => (long)index).ToArray();
        var starts = categories.Select((_, row) => categories.Take(row).Sum(before => (long)before[field].Length)).ToArray();
        return (tensor(indices), isVector ? tensor(starts) : null);
    }

    private static PlannedNetwork Copy(PlannedNetwork network)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
            PlanFormat.Write(writer, network);
        stream.Position = 0;
        return PlanFormat.Read(new ModelReader(new BinaryReader(stream), stream.Length));
    }
}
