using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Parity;

/// <summary>Compares the product of reference policies and critics in libtorch over its networks with one managed head that merges their blocks.</summary>
public sealed class ClosedFormParityTests : IDisposable
{
    private const int Actions = 11;
    private const int ActionWidth = 3;
    private const int MatchedVectors = 1;
    private const int StateWidth = MatchedVectors * ActionWidth + 5;
    private const double ConstraintStrength = 0.8;

    private static readonly double[] Strengths = [ConstraintStrength, 2];

    private readonly TorchSession _session = TorchSession.Open(new MLContext(1), seed: 1);
    private readonly Tensor _actionFeatures;
    private readonly Tensor _states;
    private readonly SoftmaxPolicy[] _references;
    private readonly CriticEnsemble _click;
    private readonly CriticEnsemble _watch;

    public ClosedFormParityTests()
    {
        _actionFeatures = Draws.Normal(Actions, ActionWidth);
        _states = Draws.Normal(8, StateWidth);
        _click = new([NewNetwork()]) { AdvantageDeviation = 0.3 };
        _watch = new([NewNetwork(), NewNetwork()]) { AdvantageDeviation = 0.6 };
        var behavior = new NetworkPolicy(NewNetwork()) { Sharpness = 1.7 };
        // One reference improves on the behavior policy. The other is that policy, so its network is part of both.
        _references = [new ImprovedPolicy([behavior], [0.9], _click), behavior];
    }

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(ConstraintStrength)]
    [InlineData(3)]
    [InlineData(100)]
    public void Probability_WithTheDialTurned_IsThatOfTheClosedForm(double constraintStrength)
    {
        var head = (CategoricalPolicyHead)Assemble().WithConstraintStrength(constraintStrength);
        // The strengths are scaled like the response.
        var policy = new ImprovedPolicy(_references, [.. Strengths.Select(strength => strength * constraintStrength / ConstraintStrength)], _watch);
        var expected = policy.Logits(_states, CandidateSet.WholeCatalog).log_softmax(1);

        var logits = new float[Actions];
        var evaluator = new CategoricalPolicyEvaluator(head);
        foreach (var (row, state) in _states.ToRows().Index())
        {
            evaluator.Load(head.NewRow(state));
            var normalizer = evaluator.Logits().OfAll(logits).LogNormalizer;
            logits.Select(logit => (float)(logit - normalizer)).ToArray().ShouldBe(expected[row]);
        }
    }

    [Fact]
    public void ResponseValues_FromSharedBlocks_AreTheCritics()
    {
        var actions = TensorArithmetic.Indices(8, CPU);
        var watch = _watch.ValuesOf(_states, actions).Times(7).Plus(40);
        var click = _click.ValuesOf(_states, actions).Times(0.5).SubtractedFrom(0.25);

        var values = new float[2];
        var head = Assemble();
        var evaluator = new CategoricalPolicyEvaluator(head);
        foreach (var (row, state) in _states.ToRows().Index())
        {
            evaluator.Load(head.NewRow(state, action: row));
            evaluator.Compute(2, values);
            values.ShouldBe(stack([watch[row], click[row]]));
        }
    }

    [Fact]
    public void Build_OfSharedNetworks_KeepsEachOnce()
    {
        var blocks = Assemble().Blocks;

        blocks.Should().HaveCount(2 * 4, "there are a behavior policy, a critic of clicks and two of watch time, each with towers and matched features");
        blocks.Select(block => block.Function.ActionTable).Distinct().Should().HaveCount(4 + 1, "matched features are the same for all");
    }

    [Fact]
    public void Read_OfAWrittenHead_SharesWhatWasShared()
    {
        var head = Assemble();
        using var stream = new MemoryStream();
        head.Write(new BinaryWriter(stream));
        stream.Position = 0;

        var read = (CategoricalPolicyHead)ModelHead.Read(new ModelReader(new BinaryReader(stream), stream.Length));

        read.Blocks.Select(block => block.Function.ActionTable).Distinct().Should().HaveCount(4 + 1);
        stream.Position.Should().Be(stream.Length);
        foreach (var state in _states.ToRows())
            read.TopActions(state, Actions).Should().BeEquivalentTo(head.TopActions(state, Actions), options => options.WithStrictOrdering());
    }

    [Fact]
    public void WithTemperature_OfAPolicyWithADial_DividesItsLogits()
    {
        var head = Assemble();
        var state = _states.ToRows().First();
        var expected = head.TopActions(state, Actions);

        var cooled = ((CategoricalPolicyHead)head.WithTemperature(0.5)).TopActions(state, Actions);

        cooled.Select(action => action.Id).Should().Equal(expected.Select(action => action.Id));
        cooled.Select(action => action.Score).Should().Equal(expected.Select(action => action.Score), (own, other) => Math.Abs(own - 2 * other) < 1e-4);
        cooled.Sum(action => action.Probability).Should().BeApproximately(1, 1e-5f);
    }

    private CategoricalPolicyHead Assemble()
    {
        var policy = new ImprovedPolicy(_references, Strengths, _watch);
        var assembly = new PolicyAssembly();
        assembly.AddReference(policy.ReferenceParts);
        assembly.AddImprovement(policy.ImprovementParts.Select(part => part with { Factor = part.Factor * ConstraintStrength }));
        assembly.AddCritic(new("Watch", 0.9, 1, new(0, 1), new(40, 7)), _watch);
        // The response is minimized, so its critic learned the negative values.
        assembly.AddCritic(new("Click", 0.9, -1, new(1, -1), new(-0.25, 0.5)), _click);
        return assembly.OverCatalog("Action", ConstraintStrength);
    }

    private TwoTowerNetwork NewNetwork()
        => new TwoTowerNetwork(new(StateWidth, Actions, [12], EmbeddingDimension: 6, Dropout: 0.5, UseActionIdentity: true, MatchedVectors), _actionFeatures)
            .Randomized();
}
