using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Transformer = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace Microsoft.ML.ReinforcementRanking.Tests.Serving;

/// <summary>Tests the operations of a policy over candidates, and those that need a policy over a catalog.</summary>
[Collection(GlobalState.Name)]
public class CandidatePolicyTests
{
    private static readonly float[][] Rows = [[0.5f, 1, 0.5f], [0.5f, -1, -0.5f], [0.5f, 0.2f, 0.1f]];

    private static readonly Lazy<Transformer> Model = new(() =>
        ContractTrainers.Named("TscacExact").Fit(new() { Epochs = 2, HasCandidates = true }, new MLContext(1).Candidates()));

    private static CandidatePolicy Policy => Model.Value.Model.CandidatePolicy!;

    [Fact]
    public void SamplePage_ManySeeds_HasTheReportedProbabilities()
    {
        var pages = Enumerable.Range(0, 4000).Select(seed => Policy.SamplePage(Rows, 2, seed)).ToArray();

        pages.Should().OnlyContain(page => page.Candidates.Count == 2 && page.Candidates[0].Index != page.Candidates[1].Index);
        foreach (var page in pages.GroupBy(page => (page.Candidates[0].Index, page.Candidates[1].Index)))
        {
            var probability = Math.Exp(page.First().LogProbability);
            probability.Should().BeApproximately(page.First().Candidates[0].Probability * page.First().Candidates[1].Probability, 1e-6);
            // Four standard errors of a share of 4,000 pages.
            (page.Count() / 4000.0).Should().BeApproximately(probability, 4 * Math.Sqrt(probability * (1 - probability) / 4000));
        }
    }

    [Fact]
    public void SamplePage_SameSeed_DrawsTheSamePage()
        => Policy.SamplePage(Rows, 5, seed: 3).ToString().Should().Be(Policy.SamplePage(Rows, 5, seed: 3).ToString());

    [Fact]
    public void WithConstraintStrength_AnotherOne_IsApproximateAndSavedAsThat()
    {
        var context = new MLContext(1);
        var changed = Model.Value.WithConstraintStrength(4);
        using var file = new MemoryStream();
        context.Model.Save(changed, context.Candidates().Schema, file);

        var loaded = context.Model.Load(file, out _).GetRankingModel();

        loaded.CandidatePolicy!.ConstraintStrength.Should().Be(4);
        loaded.CandidatePolicy.IsConstraintStrengthExact.Should().BeFalse();
        loaded.Warnings.Should().Contain(warning => warning.Contains("changed from 1 to 4 without refitting", StringComparison.Ordinal));
        loaded.CandidatePolicy.Rank(Rows).Select(candidate => candidate.Score).Should()
            .Equal(changed.Model.CandidatePolicy!.Rank(Rows).Select(candidate => candidate.Score))
            .And.NotEqual(Policy.Rank(Rows).Select(candidate => candidate.Score));
    }

    [Fact]
    public void Rank_WrongRows_SaysWhichCandidate()
    {
        Fails(() => Policy.Rank([]), "There is no candidate to choose. *");
        Fails(() => Policy.Rank([Rows[0], [1, 2]]), "Candidate 1 (the first is 0): the model was trained on 3 features, but 2 were given.*");
        Fails(() => Policy.Rank([Rows[0], null!]), "Candidate 1 (the first is 0): the model was trained on 3 features, but it is null.*");
        Fails(() => Policy.Rank([[0, float.NaN, 0]]), "Candidate 0 (the first is 0): feature 1 is NaN. *");
        FluentActions.Invoking(() => Policy.SamplePage(Rows, 0, seed: 1)).Should().Throw<ArgumentOutOfRangeException>();

        static void Fails(Action rank, string message) => rank.Should().Throw<ArgumentException>().WithMessage(message);
    }

    [Fact]
    public void OperationsOfACatalog_OnAPolicyOverCandidates_SayWhatToUse()
    {
        var context = new MLContext(1);
        FluentActions.Invoking(() => context.Model.CreateActionRankingEngine<CandidateRow>(Model.Value)).Should().Throw<ArgumentException>()
            .WithMessage("*no policy over a catalog*one over candidates*CandidatePolicy*");
        FluentActions.Invoking(() => Model.Value.WithActions(context.Candidates())).Should().Throw<InvalidOperationException>()
            .WithMessage("WithActions needs a policy over a catalog of actions, *");
        FluentActions.Invoking(() => context.Ranking.FitPolicyValues(Model.Value, context.Candidates(), ["Label"])).Should()
            .Throw<ArgumentException>().WithMessage("The policy chooses among the candidates of a request, so call FitPolicyValues with options that name *");
    }

    [Fact]
    public void OptionsOfCandidates_ThatAFitWouldIgnore_AreRefused()
    {
        var context = new MLContext(1);
        Fails(() => context.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options { RequestColumnName = "R" }), "*ChosenColumnName must be the name *");
        Fails(() => context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options { PositionColumnName = "P" }),
            "*PositionColumnName must be left at its default (null) without RequestColumnName*");
        Fails(() => context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options
        {
            RequestColumnName = "R",
            ChosenColumnName = "C",
            ActionColumnName = "Video",
            EmbeddingDimension = 8,
        }), "*ActionColumnName must be left at its default (Action) with RequestColumnName*EmbeddingDimension must be left*");
        var behavior = new BehaviorCloningTrainer.Options { RequestColumnName = "Request", ChosenColumnName = "Chosen" };
        var estimate = new PropensityOptions { BehaviorPolicy = behavior, NumberOfHalfSamples = 20 };
        Fails(() => context.Ranking.EstimatePropensities(context.Candidates(), estimate),
            "*NumberOfHalfSamples must be left at its default (0) with BehaviorPolicy.RequestColumnName*");
        var crossValidation = new PolicyCrossValidationOptions { RequestColumnName = "Request", ChosenColumnName = null };
        Fails(() => context.Ranking.CrossValidatePolicy(context.Candidates(), context.Ranking.Trainers.BehaviorCloning(), ["Label"], options: crossValidation),
            "*ChosenColumnName must be the name of the column that tells which candidates were chosen*");
        var values = new PolicyValueOptions { ResponseColumnNames = ["Label"], RequestColumnName = "Request", ChosenColumnName = "Chosen" };
        Fails(() => context.Ranking.FitPolicyValues(context.Candidates(), "Features", values),
            "*RequestColumnName must be left*slots are the actions of a catalog*");

        static void Fails(Action create, string message) => create.Should().Throw<ArgumentException>().WithMessage(message);
    }
}
