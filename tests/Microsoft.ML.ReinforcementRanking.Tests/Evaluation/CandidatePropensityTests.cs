using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Tests the estimation of propensities, and the cross-validation of policies, on logs with one row per candidate.</summary>
public class CandidatePropensityTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void EstimatePropensities_Candidates_AreThoseOfAModelOfTheOtherSessions()
    {
        var rows = CandidateLog.Draw(seed: 1);
        float[] Estimate() => [.. _context.Ranking.EstimatePropensities(_context.Candidates(rows), Options()).GetColumn<float>("Estimated")];

        var estimated = Estimate();

        foreach (var request in rows.Zip(estimated).GroupBy(row => row.First.Request))
            request.Sum(row => row.Second).Should().BeApproximately(1, 1e-5f);
        // What was chosen in session 0 matters to the models of other sessions only.
        var (shown, other) = (rows.First(row => row.Chosen), rows.First(row => !row.Chosen));
        (shown.Chosen, other.Chosen) = (false, true);
        (other.Label, other.Click, other.Propensity, other.Weight) = (shown.Label, shown.Click, shown.Propensity, shown.Weight);
        shown.Request.Should().Be(other.Request);
        var changed = Estimate();
        int[] own = [.. Enumerable.Range(0, rows.Length).Where(row => rows[row].GroupId == shown.GroupId)];
        own.Select(row => changed[row]).Should().Equal(own.Select(row => estimated[row]));
        changed.Should().NotEqual(estimated);
    }

    [Fact]
    public void EstimatePropensities_PagesOfAChoosyLog_ArriveAtThoseOfTheLog()
    {
        // The best quality comes first on every page of two, and the propensities of such pages are near 1.
        var rows = CandidateLog.Draw(seed: 1, chosen: 2);
        foreach (var request in rows.GroupBy(row => row.Request))
        {
            foreach (var (place, row) in request.OrderByDescending(row => row.Features[1]).Index())
                (row.Chosen, row.Position) = (place < 2, place < 2 ? place + 1 : float.NaN);
        }
        var options = Options();
        options.BehaviorPolicy.PositionColumnName = "Position";
        (options.BehaviorPolicy.NumberOfEpochs, options.BehaviorPolicy.PolicyLearningRate) = (20, 1e-2);

        var estimated = _context.Ranking.EstimatePropensities(_context.Candidates(rows), options).GetColumn<float>("Estimated").ToArray();

        // A uniform choice has the mean logarithm of 1 / n. Where the first is right, the second has the probability among those that are left.
        var chosen = rows.Zip(estimated).Where(row => row.First.Chosen).ToArray();
        var sizes = rows.CountBy(row => row.Request).ToDictionary();
        foreach (var position in new[] { 1, 2 })
        {
            var atPosition = chosen.Where(row => row.First.Position == position).ToArray();
            atPosition.Average(row => Math.Log(row.Second)).Should()
                .BeGreaterThan(atPosition.Average(row => -Math.Log(sizes[row.First.Request] + 1 - position)) + Math.Log(1.5));
        }
    }

    [Fact]
    public void CrossValidatePolicy_Pages_EvaluatesThemWithTheProbabilitiesOfTheirPositions()
    {
        var rows = CandidateLog.Draw(seed: 1, chosen: 2);
        var trainer = _context.Ranking.Trainers.BehaviorCloning(Cloning("Position"));

        var result = _context.Ranking.CrossValidatePolicy(_context.Candidates(rows), trainer, ["Label"], options: new()
        {
            NumberOfFolds = 2,
            Seed = 1,
            RequestColumnName = "Request",
            ChosenColumnName = "Chosen",
            PositionColumnName = "Position",
            Evaluation = new() { RequestColumnName = "Request", PositionColumnName = "Position" },
        });

        result.Pooled.RowCount.Should().Be(2 * CandidateLog.RequestCount);
        var page = result.Folds[0].ScoredHoldOutSet;
        var (probabilities, positions) = (page.GetColumn<float>("Probability").ToArray(), page.GetColumn<float>("Position").ToArray());
        var scores = page.GetColumn<float>("Score").Zip(page.GetColumn<uint>("Request")).ToArray();
        var second = Array.IndexOf(positions, 2);
        int[] left = [.. Enumerable.Range(0, scores.Length).Where(row => scores[row].Second == scores[second].Second && positions[row] != 1)];
        probabilities[second].Should().BeApproximately((float)(1 / left.Sum(row => Math.Exp(scores[row].First - scores[second].First))), 1e-5f);
    }

    [Fact]
    public void Fit_MoreCandidatesThanOneTensorHolds_NamesTheNumbersAndTheRemedy()
    {
        const int Width = 1 << 20;
        var rows = Enumerable.Range(0, 513).Select(row => new WideRow { Request = row / 2, Chosen = row % 2 == 0, Features = new(Width, 1, [1], [row]) });
        var schema = SchemaDefinition.Create(typeof(WideRow));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Width);
        var options = Cloning(position: null);
        options.RowGroupColumnName = null;

        var fit = () => _context.Ranking.Trainers.BehaviorCloning(options).Fit(_context.Data.LoadFromEnumerable(rows, schema));

        fit.Should().Throw<InvalidOperationException>().WithMessage("The log has 513 candidates (request column 'Request') with 1048576 features each (column "
            + $"'Features'), zeros included. These are {513L * 4 * Width} bytes, and a fit holds at most 2147483647 bytes of them in one tensor. Keep at most "
            + "511 candidates: *");
    }

    private static PropensityOptions Options()
        => new() { BehaviorPolicy = Cloning(position: null), NumberOfFolds = 3, OutputColumnName = "Estimated" };

    private static BehaviorCloningTrainer.Options Cloning(string? position) => new()
    {
        RequestColumnName = "Request",
        ChosenColumnName = "Chosen",
        PositionColumnName = position,
        NumberOfEpochs = 2,
        ValidationFraction = 0,
        Seed = 1,
    };

    private sealed class WideRow
    {
        public int Request { get; set; }

        public bool Chosen { get; set; }

        public VBuffer<float> Features { get; set; }
    }
}
