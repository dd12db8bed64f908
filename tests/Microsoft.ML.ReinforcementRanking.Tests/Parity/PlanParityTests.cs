using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Parity;

/// <summary>Compares plans in the interpreter that trains them with those in the interpreter that scores them.</summary>
public sealed class PlanParityTests : IDisposable
{
    private readonly TorchSession _session = TorchSession.Open(new MLContext(1), seed: 1);

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(1, new int[0], 1)]
    [InlineData(3, new[] { 5 }, 2)]
    [InlineData(65, new[] { 64, 31, 7 }, 17)]
    public void Evaluate_Tower_IsTorchs(int inputs, int[] hiddenUnits, int outputs) => ShouldAgree(NetworkPlan.Tower(inputs, hiddenUnits, outputs));

    [Fact]
    public void Evaluate_MergedTowers_IsTorchs()
        => ShouldAgree(NetworkPlan.Merge([NetworkPlan.Tower(6, [8, 4], 3), NetworkPlan.Tower(6, [], 2), NetworkPlan.Tower(6, [5], 1)]));

    [Fact]
    public void Evaluate_NodesReadTwice_IsTorchs()
        => ShouldAgree(
            new([new InputNode(4), new DenseNode(0, 6, Activation.Relu), new DenseNode(1, 3, Activation.None), new DenseNode(1, 2, Activation.Relu)],
            [3, 1, 2, 3]));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Evaluate_MeanOfAContinuousAction_IsTorchs(int actionWidth)
    {
        ShouldAgree(new WideAndDeepNetwork().OneSided(6, [8], actionWidth));
        ShouldAgree(new DeepFMNetwork { FieldDimension = 4 }.OneSided(6, [8], actionWidth));
    }

    [Fact]
    public void Evaluate_StateOfMostlyZeros_IsTorchs()
    {
        var module = new PlannedModule(new DeepFMNetwork().OneSided(300, [8], 1), dropout: 0).Randomized();
        var input = zeros(1, 300);
        input[0, 7] = 1;
        input[0, 250] = -2;

        var output = new float[1];
        module.ToNetwork().CreateEvaluator().Evaluate(input.ToRows()[0], output);

        output.ShouldBe(module.Forward(input));
    }

    [Fact]
    public void Merge_OfNetworks_IsEachOfThem()
    {
        var modules = new[] { NetworkPlan.Tower(6, [8], 3), NetworkPlan.Tower(6, [], 2) }.Select(plan => new PlannedModule(plan, dropout: 0).Randomized())
            .ToArray();
        var merged = PlannedNetwork.Merge([.. modules.Select(module => module.ToNetwork())]);
        var input = Draws.Normal(1, 6);

        var output = new float[5];
        merged.CreateEvaluator().Evaluate(input.ToRows()[0], output);

        output.ShouldBe(cat([.. modules.Select(module => module.Forward(input))], 1));
    }

    private static void ShouldAgree(NetworkPlan plan)
    {
        var module = new PlannedModule(plan, dropout: 0.5).Randomized();
        var inputs = Draws.Normal(7, plan.InputWidth);
        var expected = module.Forward(inputs);

        var evaluator = module.ToNetwork().CreateEvaluator();
        var output = new float[plan.OutputWidth];
        foreach (var (row, input) in inputs.ToRows().Index())
        {
            evaluator.Evaluate(input, output);
            output.ShouldBe(expected[row]);
        }
    }
}
