using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Policy = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Tests the fitted values of a policy over candidates.</summary>
public class CandidateValueTests
{
    private static readonly Lazy<Policy> Fitted = new(() => ContractTrainers.Named("TscacExact")
        .Fit(new() { Epochs = 2, HasCandidates = true }, new MLContext(1).Candidates(CandidateLog.Draw(seed: 2))));

    private readonly MLContext _context = new(1);

    /// <summary>The label is max(0, 3 + quality + noise / 2), in which quality is a feature of the candidate, so that it is worth about 3 + quality.</summary>
    [Fact]
    public void FitPolicyValues_Candidates_GivesWhatEachIsWorthAndTheModelBasedEstimates()
    {
        var rows = CandidateLog.Draw(seed: 1);
        var valued = _context.Ranking.FitPolicyValues(Fitted.Value, _context.Candidates(rows), Options(position: null, discount: null));
        var scored = _context.Ranking.AddRequestProbabilities(Fitted.Value.Transform(valued), "Request");

        var metrics = _context.Ranking.EvaluateOffPolicy(_context.Data.FilterByCustomPredicate<CandidateRow>(scored, row => !row.Chosen), ["Label"],
            options: new() { ActionValueColumnNames = ["Label.ActionValue"], StateValueColumnNames = ["Label.StateValue"] });

        // The mean label predicts the worth with an error of 1, the standard deviation of quality. Networks of 80 rows halve it with a wide margin.
        var errors = valued.GetColumn<float>("Label.ActionValue").Zip(rows, (value, row) => Math.Pow(value - 3 - row.Features[1], 2));
        Math.Sqrt(errors.Average()).Should().BeLessThan(0.5);
        // What is left of a label is its noise and the error of the value, with a variance of at most 0.25 each. The mean squared weight is below 2.
        var truth = scored.GetColumn<float>("Probability").Zip(rows, (probability, row) => probability * (3 + row.Features[1])).Sum()
            / CandidateLog.RequestCount;
        metrics.Responses[0].DoublyRobust!.Value.Should().BeApproximately(truth, 4 * Math.Sqrt((0.25 + 0.25) * 2 / CandidateLog.RequestCount));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(1, 0.5)]
    [InlineData(2, null)]
    public void FitPolicyValues_StateOfARow_IsTheMeanOverTheRowsThatAreLeft(int chosen, double? discount)
    {
        var rows = CandidateLog.Draw(seed: 1, chosen);
        var options = Options(chosen > 1 ? "Position" : null, discount);
        options.NumberOfEpochs = 2;
        var valued = _context.Ranking.FitPolicyValues(Fitted.Value, _context.Candidates(rows), options);
        var values = valued.GetColumn<float>("Label.ActionValue").Zip(valued.GetColumn<float>("Label.StateValue")).ToArray();
        var scores = Fitted.Value.Transform(_context.Candidates(rows)).GetColumn<float>("Score").ToArray();

        for (var row = 0; row < rows.Length; row++)
        {
            int[] left = [.. Enumerable.Range(0, rows.Length).Where(other => rows[other].Request == rows[row].Request
                && !(rows[row].Chosen && rows[other].Chosen && rows[other].Position < rows[row].Position))];
            var weights = left.Select(other => Math.Exp(scores[other])).ToArray();
            values[row].Second.Should().BeApproximately(
                (float)(left.Zip(weights, (other, weight) => weight * values[other].First).Sum() / weights.Sum()), 1e-4f);
        }
    }

    [Fact]
    public void FitPolicyValues_FeaturesOfAnotherWidth_NamesBoth()
    {
        var data = _context.Transforms.Concatenate("Features", "Features", "Relevance").Fit(_context.Candidates()).Transform(_context.Candidates());

        FluentActions.Invoking(() => _context.Ranking.FitPolicyValues(Fitted.Value, data, Options(position: null, discount: null))).Should()
            .Throw<ArgumentOutOfRangeException>().WithMessage("*features column 'Features': expected a vector of 3 Single, as the policy reads, got *4>*");
    }

    private static PolicyValueOptions Options(string? position, double? discount) => new()
    {
        ResponseColumnNames = ["Label"],
        DiscountFactor = discount,
        RequestColumnName = "Request",
        ChosenColumnName = "Chosen",
        PositionColumnName = position,
        NumberOfFolds = 3,
        NumberOfEpochs = 40,
        BatchSize = 16,
        CriticLearningRate = 1e-2,
        ValidationFraction = 0,
        Seed = 1,
    };
}
