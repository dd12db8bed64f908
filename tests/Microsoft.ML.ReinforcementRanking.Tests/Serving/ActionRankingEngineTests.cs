using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;
using State = Microsoft.ML.ReinforcementRanking.Tests.Serving.ServedLog.State;

namespace Microsoft.ML.ReinforcementRanking.Tests.Serving;

/// <summary>Tests raw states through a whole pipeline, without actions, labels, or sessions.</summary>
public sealed class ActionRankingEngineTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void TopActions_OfRawStates_AreWhatTransformGivesTheSameRows()
    {
        using var engine = Context.Model.CreateActionRankingEngine<State>(ServedLog.Model);

        var ranked = ServedLog.States.Select(state => Values(engine.TopActions(state, ContractLog.ActionCount)));

        ranked.Should().BeEquivalentTo(ServedLog.RankByTransform(ServedLog.Model, ServedLog.States), options => options.WithStrictOrdering());
    }

    [Fact]
    public void ActionProbabilities_OfRawStates_AreThoseOfTheRankedActions()
    {
        using var engine = Context.Model.CreateActionRankingEngine<State>(ServedLog.Model);

        foreach (var state in ServedLog.States)
        {
            var ranked = engine.TopActions(state, ContractLog.ActionCount).ToDictionary(action => action.Id, action => action.Probability);
            engine.ActionProbabilities(state).Should().Equal(engine.Policy.ActionIds.Select(id => ranked[id]));
        }
    }

    [Fact]
    public void TopActions_OnManyThreads_AreThoseOfOne()
    {
        using var engine = Context.Model.CreateActionRankingEngine<State>(ServedLog.Model);
        var expected = ServedLog.States.Select(Best).ToArray();

        var ranked = Enumerable.Range(0, 2000).AsParallel().AsOrdered().WithDegreeOfParallelism(8)
            .Select(call => Best(ServedLog.States[call % ServedLog.States.Length])).ToArray();

        ranked.Should().Equal(Enumerable.Range(0, 2000).Select(call => expected[call % expected.Length]));

        (string, float) Best(State state) => engine.TopActions(state, 1).Select(action => (action.Id, action.Score)).Single();
    }

    [Fact]
    public void Create_ForASavedAndLoadedPipeline_RanksAsBefore()
    {
        using var stream = new MemoryStream();
        Context.Model.Save(ServedLog.Model, Context.View(ServedLog.Steps).Schema, stream);
        var context = new MLContext();
        using var engine = context.Model.CreateActionRankingEngine<State>(context.Model.Load(stream, out _));

        var expected = ServedLog.RankByTransform(ServedLog.Model, ServedLog.States).Select(state => state[..2]);
        ServedLog.States.Select(state => Values(engine.TopActions(state, 2))).Should().BeEquivalentTo(expected, options => options.WithStrictOrdering());
    }

    [Fact]
    public void Create_ForAPolicyAlone_TakesItsFeatures()
    {
        var policy = ServedLog.Model.LastTransformer;
        var definition = SchemaDefinition.Create(typeof(FeatureRow));
        definition["Features"].ColumnType = policy.FeatureColumnType;
        using var engine = Context.Model.CreateActionRankingEngine<FeatureRow>(policy, stateDefinition: definition);
        var features = new float[policy.Model.Head.StateWidth];

        engine.ActionProbabilities(new() { Features = features }).Should().Equal(policy.Model.CategoricalPolicy!.ActionProbabilities(features));
    }

    [Fact]
    public void Create_StepsDropWhatOthersRead_NeedsTheInputsSchema()
    {
        var model = ServedLog.Fit(ServedLog.Cloning, dropsVideo: true);
        var input = Context.View(ServedLog.Steps).Schema;

        FluentActions.Invoking(() => Context.Model.CreateActionRankingEngine<State>(model)).Should().Throw<ArgumentException>()
            .WithMessage("Step 1 of the pipeline, ValueToKeyMappingTransformer, cannot be applied to State: *Video*pass the schema of the pipeline's input*");
        using var engine = Context.Model.CreateActionRankingEngine<State>(model, input);
        engine.TopActions(ServedLog.States[0], 1).Should().ContainSingle();
    }

    [Fact]
    public void Create_StateLacksColumns_NamesThemAndWhatTheStateHas()
        => FluentActions.Invoking(() => Context.Model.CreateActionRankingEngine<StateWithoutGenre>(ServedLog.Model)).Should().Throw<ArgumentException>()
            .WithMessage(
                "StateWithoutGenre has no column 'Hour' (Single) and no column 'Genre' (String), from which the pipeline computes the features column " +
                "'Features'. It has the columns: Numbers, Title.*");

    [Fact]
    public void Create_VectorWithoutItsSize_SaysHowToGiveIt()
        => FluentActions.Invoking(() => Context.Model.CreateActionRankingEngine<StateOfAnySize>(ServedLog.Model)).Should().Throw<ArgumentException>()
            .WithMessage("Step * of the pipeline, NormalizingTransformer, cannot be applied to StateOfAnySize: *Numbers*vectors with [VectorType(size)]*");

    [Fact]
    public void Create_FeaturesOfAnotherWidth_NamesBothTypes()
        => FluentActions.Invoking(() => Context.Model.CreateActionRankingEngine<ThreeFeatures>(ServedLog.Model.LastTransformer))
            .Should().Throw<ArgumentException>()
                .WithMessage(
                "The policy reads a vector of * Single from the features column 'Features', but for ThreeFeatures this column is Vector<Single, 3>*");

    [Fact]
    public void Create_PipelineWithoutAPolicy_SaysWhatItHas()
    {
        var normalizer = Context.Transforms.NormalizeMeanVariance("Numbers").Fit(Context.View(ServedLog.Steps));
        var options = new MultiTaskRankingTrainer.Options { Tasks = [new("Click")], NumberOfEpochs = 1 };
        var tasks = ServedLog.Fit(context => context.Ranking.Trainers.MultiTask(options));

        FluentActions.Invoking(() => Context.Model.CreateActionRankingEngine<State>(normalizer)).Should().Throw<ArgumentException>()
            .WithMessage("The pipeline has no policy over a catalog, so it ranks no actions. Its steps are: NormalizingTransformer. Fit it with*");
        FluentActions.Invoking(() => Context.Model.CreateActionRankingEngine<State>(tasks)).Should().Throw<ArgumentException>()
            .WithMessage("The pipeline has no policy over a catalog*RankingPredictionTransformer*");
    }

    [Fact]
    public void TopActions_OfABadStateOrCount_SaysSoAndServesTheNextState()
    {
        using var engine = Context.Model.CreateActionRankingEngine<State>(ServedLog.Model);

        FluentActions.Invoking(() => engine.TopActions(new() { Hour = float.NaN }, 1)).Should().Throw<ArgumentException>()
            .WithMessage("Feature 2 of * is NaN, so no action can be scored.*");
        FluentActions.Invoking(() => engine.TopActions(null!, 1)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => engine.TopActions(ServedLog.States[0], 0)).Should().Throw<ArgumentOutOfRangeException>();
        engine.TopActions(ServedLog.States[0], 1).Should().ContainSingle();
    }

    [Theory]
    [InlineData(new float[] { 1, 2, 3 }, "this state has 3")]
    [InlineData(new float[0], "it is null or empty")]
    [InlineData(null, "it is null or empty")]
    public void TopActions_VectorOfAnotherLength_NamesColumnAndLengthsAndServesTheNextState(float[]? numbers, string found)
    {
        using var engine = Context.Model.CreateActionRankingEngine<State>(ServedLog.Model);
        var expected = Values(engine.TopActions(ServedLog.States[0], 2));

        FluentActions.Invoking(() => engine.TopActions(new() { Numbers = numbers! }, 1)).Should().Throw<ArgumentException>()
            .WithMessage($"Column 'Numbers' of State must have 2 values, but {found}, so no action can be scored. Give the state all 2 values.");
        Values(engine.TopActions(ServedLog.States[0], 2)).Should().Equal(expected);
    }

    [Fact]
    public void TopActions_AfterDispose_SaysSo()
    {
        var engine = Context.Model.CreateActionRankingEngine<State>(ServedLog.Model);
        engine.Dispose();
        engine.Dispose();

        FluentActions.Invoking(() => engine.TopActions(ServedLog.States[0], 1)).Should().Throw<ObjectDisposedException>();
    }

    private static (string Id, float Score, float Probability)[] Values(IReadOnlyList<RankedAction> actions)
        => [.. actions.Select(action => (action.Id, action.Score, action.Probability))];

    private sealed class StateWithoutGenre
    {
        [VectorType(2)]
        public float[] Numbers { get; set; } = [0, 0];

        public string Title { get; set; } = "";
    }

    private sealed class StateOfAnySize
    {
        public float[] Numbers { get; set; } = [0, 0];

        public float Hour { get; set; }

        public string Genre { get; set; } = "";

        public string Title { get; set; } = "";
    }

    private sealed class FeatureRow
    {
        public float[] Features { get; set; } = [];
    }

    private sealed class ThreeFeatures
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [0, 0, 0];
    }
}
