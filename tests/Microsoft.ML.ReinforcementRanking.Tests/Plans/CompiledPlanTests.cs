using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.ReinforcementRanking.Tests.Plans;

/// <summary>Tests which steps a plan is evaluated in. That the values are right is a matter of the parity tests.</summary>
public class CompiledPlanTests
{
    [Fact]
    public void CompiledPlan_Towers_HaveOneFirstLayer()
    {
        var plan = Compile(NetworkPlan.Merge([NetworkPlan.Tower(6, [8], 3), NetworkPlan.Tower(6, [5], 2), NetworkPlan.Tower(6, [16], 1)]));

        Kinds(plan).Should().Equal("DenseNode", "DenseNode", "DenseNode", "DenseNode");
        plan.Steps[0].Layer!.Width.Should().Be(DenseLayer.Padded(8) + DenseLayer.Padded(5) + DenseLayer.Padded(16));
    }

    [Fact]
    public void CompiledPlan_TowersBehindInputsThatTheySkip_HaveOneFirstLayer()
    {
        PlannedNetwork[] towers = [.. Enumerable.Range(0, 3).Select(_ => Network(NetworkPlan.Tower(4, [8], 2)).AfterInputs(3))];

        Kinds(new(PlannedNetwork.Merge(towers))).Should().Equal("DenseNode", "DenseNode", "DenseNode", "DenseNode");
    }

    [Fact]
    public void CompiledPlan_NodesThatNoHeadNeeds_HaveNoStep()
    {
        var plan = Compile(new([new InputNode(4), new DenseNode(0, 6, Activation.Relu), new DenseNode(0, 3, Activation.Relu)], [2]));

        plan.Steps[0].Layer!.Width.Should().Be(DenseLayer.Padded(3));
    }

    [Fact]
    public void CompiledPlan_PartsThatOnlyLayersRead_AreNotCopied()
    {
        var builder = new PlanBuilder(4);
        var state = builder.Concat(builder.Slice(PlanBuilder.Input, 1, 2), builder.Add(new EmbeddingNode(0, 5, 3)));

        Kinds(Compile(builder.Build([builder.Dense(state, 2)]))).Should().Equal("EmbeddingNode", "DenseNode");
        Kinds(Compile(builder.Build([builder.Dense(state, 2), state]))).Should().Contain("ConcatNode", "a head is read as it is");
    }

    [Fact]
    public void Evaluate_SlicesAndConcatenations_AreThoseOfTheInput()
    {
        var builder = new PlanBuilder(5);
        var inner = builder.Concat(builder.Slice(PlanBuilder.Input, 3, 2), builder.Slice(PlanBuilder.Input, 0, 3));
        var plan = builder.Build([builder.Slice(inner, 1, 3), PlanBuilder.Input]);
        var output = new float[8];

        Network(plan).CreateEvaluator().Evaluate([1, 0, 3, 4, 5], output);

        output.Should().Equal(5, 1, 0, 1, 0, 3, 4, 5);
    }

    private static CompiledPlan Compile(NetworkPlan plan) => new(Network(plan));

    private static PlannedNetwork Network(NetworkPlan plan) => new(plan, [.. plan.WeightLengths.Select(length => new float[length])]);

    private static IEnumerable<string> Kinds(CompiledPlan plan) => plan.Steps.ToArray().Select(step => step.Node.GetType().Name);
}
