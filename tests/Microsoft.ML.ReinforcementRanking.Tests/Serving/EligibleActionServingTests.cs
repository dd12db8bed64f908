using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Transformer = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace Microsoft.ML.ReinforcementRanking.Tests.Serving;

/// <summary>Tests what a policy does with the actions that a request or a scored row has as eligible.</summary>
[Collection(GlobalState.Name)]
public class EligibleActionServingTests
{
    private static readonly MLContext Context = new(1);

    private static readonly Lazy<Transformer> Text = new(() => Fit("ActionText", "EligibleText"));

    private static readonly Lazy<Transformer> Keys = new(() => Fit("Action", null));

    private static readonly float[] State = [1, -1, 0.5f, 2];

    private static CategoricalPolicy Policy => Text.Value.Model.CategoricalPolicy!;

    [Fact]
    public void TopActions_EveryActionEligible_IsTheWholeCatalog()
        => Policy.TopActions(State, 10, Policy.ActionIds).Select(action => $"{action}").Should()
            .Equal(Policy.TopActions(State, 10).Select(action => $"{action}"));

    [Fact]
    public void TopActions_PolicyFittedWithoutSets_RanksThoseOfARequest()
    {
        var policy = Keys.Value.Model.CategoricalPolicy!;

        var top = policy.TopActions(State, 5, ["2", "5"]);

        top.Select(action => action.Id).Should().BeEquivalentTo("2", "5");
        top.Sum(action => action.Probability).Should().BeApproximately(1, 1e-6f);
    }

    [Fact]
    public void TopActions_UnknownIds_NamesThem()
    {
        var top = () => Policy.TopActions(State, 1, ["video 3", "late", "later"]);

        top.Should().Throw<ArgumentException>()
            .WithMessage("2 of 3 eligible actions are not among the 6 of the policy: 'late', 'later'. Leave them out, or *WithActions.*");
    }

    [Fact]
    public void ActionProbabilities_ManyUnknownIds_NamesTheFirst()
        => FluentActions.Invoking(() => Policy.ActionProbabilities(State, [.. Enumerable.Range(0, 9).Select(id => $"{id}")])).Should()
            .Throw<ArgumentException>().WithMessage("9 of 9 eligible actions *: '0', '1', '2', '3', '4' and others. *");

    [Fact]
    public void TopActions_NothingEligible_SaysSo()
        => FluentActions.Invoking(() => Policy.TopActions(State, 1, [])).Should().Throw<ArgumentException>().WithMessage("No action is eligible. *");

    [Fact]
    public void ActionProbabilities_AnIdTwice_GivesItsProbabilityAtBothPlaces()
    {
        var once = Policy.ActionProbabilities(State, ["video 4", "video 1"]);

        Policy.ActionProbabilities(State, ["video 1", "video 4", "video 1"]).Should().Equal(once[1], once[0], once[1]);
    }

    [Fact]
    public void Transform_UnknownIdsInASet_LeavesThemOut()
    {
        var row = ContractLog.Rows[0];
        Prediction Score(params string[] set) => ScoreOne(Text.Value, new() { Features = row.Features, ActionText = row.ActionText, EligibleText = set });

        Score("newest", row.ActionText, "video 1", "newest").Values.Should().Equal(Score(row.ActionText, "video 1").Values);
        Score("newest").Probability.Should().Be(0, "the policy knows none of the set");
    }

    [Fact]
    public void WithActions_Sets_AreReadAgainstTheNewCatalog()
    {
        var rows = ContractLog.Rows[..30];
        var items = rows.DistinctBy(row => row.Action).Append(new() { ActionText = "newest", ActionFeatures = rows[0].ActionFeatures });
        var model = Text.Value.WithActions(Context.View(items));
        Prediction Score(string action) => ScoreOne(model,
            new() { Features = State, ActionText = action, EligibleText = ["newest", rows[0].ActionText, "gone"] });

        var (known, newest) = (Score(rows[0].ActionText), Score("newest"));

        newest.Values.Should().Equal(known.Values, "an action is its features, so that both share the probability");
        newest.Probability.Should().Be(0.5f);
        model.Model.CategoricalPolicy!.TopActions(State, 2, ["newest", rows[0].ActionText]).Should().OnlyContain(action => action.Probability == 0.5f);
    }

    [Fact]
    public void ExpectedValues_OfASet_IsTheMeanOfItsActions()
    {
        var head = (CategoricalPolicyHead)Text.Value.Model.Head;
        var (evaluator, row) = (head.CreateEvaluator(), new HeadRow(head));
        row.State.Set(State);
        int[] set = [4, 0, 2];
        row.SetEligibleActions(set);
        var (expected, probability, values) = (new double[2], new float[1], new float[2]);
        foreach (var action in set)
        {
            row.ActionIndex = action;
            evaluator.Load(row);
            evaluator.Compute(CategoricalPolicyHead.ProbabilityColumn, probability);
            evaluator.Compute(CategoricalPolicyHead.ProbabilityColumn + 1, values);
            for (var critic = 0; critic < values.Length; critic++)
                expected[critic] += probability[0] * values[critic];
        }

        ((CategoricalPolicyEvaluator)evaluator).ExpectedValues(values);

        values.Select(value => (double)value).Should().Equal(expected, (one, other) => Math.Abs(one - other) < 1e-5);
    }

    [Fact]
    public void Save_WithoutSets_KeepsTheKindOfEarlierFiles()
    {
        Text.Value.Model.Head.Should().BeOfType<CategoricalPolicyHead>();
        KindOf(Text.Value).Should().Be(CategoricalPolicyHead.EligibleKindNumber);
        KindOf(Keys.Value).Should().Be(CategoricalPolicyHead.KindNumber);
    }

    [Theory]
    [InlineData("ActionText", null, "*The policy chooses among eligible actions (column 'EligibleText' in training), so set EligibleActionColumnName.*")]
    [InlineData("Action", "Eligible", "*fitted without eligible actions and chooses from the whole catalog, so leave EligibleActionColumnName null, or *")]
    public void FitPolicyValues_SetsThatThePolicyDoesNotShare_SaysSo(string action, string? eligible, string message)
    {
        var policy = action == "Action" ? Keys.Value : Text.Value;
        var options = new PolicyValueOptions { ResponseColumnNames = ["Label"], ActionColumnName = action, EligibleActionColumnName = eligible };

        FluentActions.Invoking(() => Context.Ranking.FitPolicyValues(policy, Context.View(), options)).Should().Throw<ArgumentException>()
            .WithMessage(message);
    }

    [Fact]
    public void FitPolicyValues_GivenProbabilities_RefuseSets()
    {
        var options = new PolicyValueOptions { ResponseColumnNames = ["Label"], EligibleActionColumnName = "Eligible" };

        FluentActions.Invoking(() => Context.Ranking.FitPolicyValues(Context.View(), "Given", options)).Should().Throw<ArgumentException>()
            .WithMessage("*EligibleActionColumnName must be left at its default (null) with a column of action probabilities*");
    }

    [Fact]
    public void Fit_SetsOfContinuousActions_AreRefused()
    {
        var options = new FitSettings().ToBehaviorCloning(FitSettings.ActionVector);
        options.EligibleActionColumnName = "Eligible";

        FluentActions.Invoking(() => Context.Ranking.Trainers.BehaviorCloning(options).Fit(Context.View())).Should().Throw<ArgumentException>()
            .WithMessage("*EligibleActionColumnName must be left at its default (null) with continuous actions, which have no catalog*");
    }

    [Theory]
    [InlineData("EligibleNumber", "expected a vector whose items are text, as in the training data, got Vector<Int64>*")]
    [InlineData("ActionText", "expected a vector whose items are text, as in the training data, got String*")]
    public void Transform_SetsOfAnotherType_NamesBoth(string column, string message)
    {
        var data = Context.Transforms.CopyColumns("EligibleText", column).Fit(Context.View()).Transform(Context.View());

        FluentActions.Invoking(() => Text.Value.Transform(data)).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage($"*eligible actions column 'EligibleText': {message}");
    }

    [Fact]
    public void Engine_EligibleActions_AreThoseOfThePolicy()
    {
        using var engine = Context.Model.CreateActionRankingEngine<RawState>(Text.Value);
        string[] eligible = ["video 5", "video 2"];
        var state = new RawState { Features = State };

        engine.TopActions(state, 1, eligible).Single().ToString().Should().Be(Policy.TopActions(State, 1, eligible).Single().ToString());
        engine.ActionProbabilities(state, eligible).Should().Equal(Policy.ActionProbabilities(State, eligible));
    }

    private static Transformer Fit(string action, string? eligible)
    {
        var options = new FitSettings { Epochs = 1 }.ToTscac(action, actionFeatures: "ActionFeatures");
        (options.EligibleActionColumnName, options.UseActionIdentity) = (eligible, false);
        return Context.Ranking.Trainers.Tscac(options).Fit(Context.View());
    }

    private static Prediction ScoreOne(Transformer model, ContractRow row)
        => Context.Data.CreateEnumerable<Prediction>(model.Transform(Context.View([row])), reuseRowObject: false, ignoreMissingColumns: true).Single();

    private static byte KindOf(Transformer model)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
            model.Model.Head.Write(writer);
        return stream.ToArray()[0];
    }

    private sealed class RawState
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];
    }
}
