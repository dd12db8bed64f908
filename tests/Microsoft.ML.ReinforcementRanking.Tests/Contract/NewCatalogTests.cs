using Microsoft.ML.Trainers.ReinforcementRanking;
using Transformer = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests policies over another catalog than that of their fit: what new actions get, what those of the fit keep, and which policies refuse.</summary>
public class NewCatalogTests
{
    private const string Features = "ActionFeatures";

    private static readonly MLContext Context = new(1);

    private static readonly Dictionary<(string, bool), Transformer> Models = [];

    public static TheoryData<string, bool> Forms
    {
        get
        {
            TheoryData<string, bool> data = [];
            foreach (var name in new[] { "Exact", "Sampled", "Matched", "Cloning", "ActorCritic", "DeepFM", "WideAndDeep" })
            {
                data.Add(name, true);
                data.Add(name, false);
            }
            return data;
        }
    }

    /// <summary>Gets the items of the log in another order than that of the catalog.</summary>
    private static ContractRow[] Items { get; } = [.. ContractLog.Rows.DistinctBy(row => row.Action).OrderBy(row => row.Action)];

    [Theory]
    [MemberData(nameof(Forms))]
    public void WithActions_ItemsOfTheFit_ScoresAsTheFit(string form, bool useIdentity)
    {
        var model = Model(form, useIdentity);

        var again = model.WithActions(Context.View(Items));

        again.Model.CategoricalPolicy!.ActionIds.Should().Equal(Items.Select(item => item.ActionText));
        var (expected, actual) = (Scores(model, ContractLog.Rows[..50]), Scores(again, ContractLog.Rows[..50]));
        for (var row = 0; row < expected.Count; row++)
            actual[row].Should().Equal(expected[row], (one, other) => Math.Abs(one - other) <= 1e-5 * Math.Max(1, Math.Abs(other)));
        again.Model.Warnings.Should().Equal(model.Model.Warnings);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void WithActions_NewItemWithTheFeaturesOfAnother_ScoresAlikeWithoutIdentity(string form, bool useIdentity)
    {
        var model = Model(form, useIdentity).WithActions(Context.View([.. Items, New("newer", Items[3])]));
        var rows = ContractLog.Rows[..50];

        var (known, newer) = (Scores(model, rows.Select(row => With(row, "video 3"))), Scores(model, rows.Select(row => With(row, "newer"))));

        newer.Should().OnlyContain(row => row.All(float.IsFinite));
        for (var row = 0; row < rows.Length; row++)
        {
            if (useIdentity)
                newer[row].Should().NotEqual(known[row]);
            else
                newer[row].Should().Equal(known[row], "an action is its features");
        }
        model.Model.Warnings.Any(warning => warning.StartsWith("1 of 7 actions are newer than the fit", StringComparison.Ordinal)).Should().Be(useIdentity);
        model.Model.CategoricalPolicy!.ActionProbabilities(rows[0].Features).Sum().Should().BeApproximately(1, 1e-5f);
    }

    [Fact]
    public void WithActions_FewerItems_LeavesTheOthersOutUntilTheyReturn()
    {
        var model = Model("Exact", useIdentity: true);

        var fewer = model.WithActions(Context.View(Items[..4]));
        var back = fewer.WithActions(Context.View(Items));

        var scores = Scores(fewer, [With(ContractLog.Rows[0], "video 5"), With(ContractLog.Rows[0], "video 0")]);
        scores[0].Should().Equal([float.NaN, 0, float.NaN, float.NaN], (one, other) => one.Equals(other));
        scores[1].Should().OnlyContain(value => float.IsFinite(value));
        fewer.Model.CategoricalPolicy!.TopActions(new float[4], 10).Should().HaveCount(4);
        back.Transform(Context.View()).HashScores().Should().Be(model.WithActions(Context.View(Items)).Transform(Context.View()).HashScores());
    }

    [Theory]
    [InlineData("Matched", true)]
    [InlineData("Exact", false)]
    [InlineData("DeepFM", true)]
    public void WithActions_OfALoadedPipeline_IsThatOfTheFittedOne(string form, bool useIdentity)
    {
        var model = Model(form, useIdentity);
        var items = Context.View([.. Items[2..], New("newer", Items[1])]);
        var expected = model.WithActions(items).Transform(Context.View()).HashScores();

        var afterLoad = SaveAndLoad(model).WithActions(items);
        var beforeLoad = SaveAndLoad(model.WithActions(items));

        afterLoad.Transform(Context.View()).HashScores().Should().Be(expected);
        beforeLoad.Transform(Context.View()).HashScores().Should().Be(expected);
        beforeLoad.GetRankingModel().Warnings.Should().Equal(model.WithActions(items).Model.Warnings);
        beforeLoad.WithActions(Context.View(Items)).Transform(Context.View()).HashScores().Should()
            .Be(model.WithActions(Context.View(Items)).Transform(Context.View()).HashScores(), "the embeddings of all ids of the fit are kept");
    }

    [Fact]
    public void WithActions_InANewProcessWithoutTorch_ScoresTheSameBytes()
    {
        var model = Model("Matched", useIdentity: true);
        var file = Path.GetTempFileName();
        Context.Model.Save(model, Context.View().Schema, file);

        var child = ChildProcess.RunWithoutTorch(ScoringProcess.ScoreNewCatalog, file);
        File.Delete(file);

        child.Error.Should().BeEmpty();
        child.Output.Should().Be(model.WithActions(Context.View(ScoringProcess.NewItems)).Transform(Context.View()).HashScores());
    }

    [Fact]
    public void WithActions_OfAChangedPolicy_KeepsTheChange()
    {
        var model = Model("Exact", useIdentity: true);
        var items = Context.View([.. Items, New("newer", Items[0])]);

        var first = model.WithConstraintStrength(3).WithTemperature(2).WithActions(items);
        var last = model.WithActions(items).WithConstraintStrength(3).WithTemperature(2);

        first.Transform(Context.View()).HashScores().Should().Be(last.Transform(Context.View()).HashScores());
    }

    [Fact]
    public void WithActions_OfNumbers_RanksThem()
    {
        var trainer = Context.Ranking.Trainers.BehaviorCloning(With(new FitSettings().ToBehaviorCloning("ActionNumber"), useIdentity: false));

        var policy = trainer.Fit(Context.View()).WithActions(Context.View([new() { ActionNumber = -77 }, Items[2]])).Model.CategoricalPolicy!;

        policy.TopActions(new float[4], 2).Select(action => action.Id).Should().BeEquivalentTo("-77", "0");
    }

    [Fact]
    public void WithActions_BadItems_SaysWhatIsWrong()
    {
        var model = Model("Exact", useIdentity: true);
        void Fails<TException>(IDataView items, string message)
            where TException : Exception => FluentActions.Invoking(() => model.WithActions(items)).Should().Throw<TException>().WithMessage(message);
        IDataView Replaced(string column, string source)
            => Context.Transforms.CopyColumns(column, source).Fit(Context.View(Items)).Transform(Context.View(Items));

        Fails<InvalidOperationException>(Context.View(Items[0], With(Items[1], "")), "Row 1 *action column 'ActionText': the id is empty*");
        Fails<InvalidOperationException>(Context.View(Items[0], New("video 0", Items[1])), "Row 1 *action 'video 0' has *Keep one row per action*");
        Fails<InvalidOperationException>(Context.View([]), "The data has no rows.*");
        Fails<ArgumentOutOfRangeException>(Replaced("ActionText", "ActionNumber"), "*action column 'ActionText': expected text, *got Int64*");
        Fails<ArgumentOutOfRangeException>(Replaced(Features, "Features"), $"*action features column '{Features}': expected a vector of 2 Single*");
    }

    [Theory]
    [InlineData("Action", true, "*its action column 'Action' is a key, and a key mapping does not know the ids of new actions*text or integers.")]
    [InlineData("ActionText", false, "*it knows an action by its id alone*ActionFeatureColumnName.")]
    public void WithActions_PolicyThatCannot_SaysWhy(string column, bool hasFeatures, string message)
    {
        var options = new FitSettings { Epochs = 1 }.ToTscac(column, actionFeatures: hasFeatures ? Features : null);
        var model = Context.Ranking.Trainers.Tscac(options).Fit(Context.View());

        FluentActions.Invoking(() => model.WithActions(Context.View(Items))).Should().Throw<InvalidOperationException>()
            .WithMessage("This policy cannot have another catalog: " + message);
    }

    [Fact]
    public void WithActions_ContinuousPolicy_SaysWhatItNeeds()
    {
        var model = ContractTrainers.Named("ContinuousCloning").Model;

        FluentActions.Invoking(() => model.WithActions(Context.View(Items))).Should().Throw<InvalidOperationException>()
            .WithMessage("WithActions needs a policy over a catalog of actions*");
    }

    private static Transformer Model(string form, bool useIdentity)
    {
        if (!Models.TryGetValue((form, useIdentity), out var model))
            Models.Add((form, useIdentity), model = Fit(new FitSettings(), form, useIdentity));
        return model;
    }

    private static Transformer Fit(FitSettings settings, string form, bool useIdentity)
    {
        var (trainers, column) = (Context.Ranking.Trainers, FitSettings.ActionText);
        return form switch
        {
            "Cloning" => trainers.BehaviorCloning(With(settings.ToBehaviorCloning(column), useIdentity)).Fit(Context.View()),
            "ActorCritic" => trainers.ActorCritic(With(settings.ToActorCritic(column), useIdentity)).Fit(Context.View()),
            "DeepFM" => trainers.RewardWeighted(With(settings.ToRewardWeighted(column, new DeepFMNetwork()), useIdentity)).Fit(Context.View()),
            "WideAndDeep" => trainers.RewardWeighted(With(settings.ToRewardWeighted(column, new WideAndDeepNetwork()), useIdentity)).Fit(Context.View()),
            "Sampled" => trainers.Tscac(With(settings.ToTscac(column, PolicyImprovement.Sampled), useIdentity)).Fit(Context.View()),
            _ => trainers.Tscac(With(settings.ToTscac(column), useIdentity, matchedVectors: form == "Matched" ? 1 : 0)).Fit(Context.View()),
        };
    }

    private static TOptions With<TOptions>(TOptions options, bool useIdentity, int matchedVectors = 0)
        where TOptions : ActionOptions
    {
        (options.ActionFeatureColumnName, options.UseActionIdentity, options.NumberOfMatchedVectors) = (Features, useIdentity, matchedVectors);
        return options;
    }

    private static ContractRow New(string id, ContractRow like) => new() { ActionText = id, ActionFeatures = like.ActionFeatures };

    private static ContractRow With(ContractRow row, string id) => new() { Features = row.Features, ActionText = id };

    private static List<float[]> Scores(Transformer model, IEnumerable<ContractRow> rows) => [.. model.Transform(Context.View(rows)).ReadScores()];

    private static ITransformer SaveAndLoad(ITransformer model)
    {
        using var stream = new MemoryStream();
        Context.Model.Save(model, Context.View().Schema, stream);
        return new MLContext().Model.Load(stream, out _);
    }
}
