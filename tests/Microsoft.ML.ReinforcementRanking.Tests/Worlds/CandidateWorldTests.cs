using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// Tests that both layouts of a log give the same policy where the features of a candidate are those of the state and of the action, one after the other.
/// Requests have three of four actions, one of which was drawn uniformly, and responses without consequences.
/// </summary>
public class CandidateWorldTests
{
    private const int Requests = 1200;
    private const double Noise = 0.2;
    private const double Strength = 1;

    private static readonly double[][] Main = [[0, 1, 2, 3], [3, 1, 0, 2], [1, 1, 2, 0]];
    private static readonly double[][] Auxiliary = [[1, 0, 1, 0], [0, 0, 1, 1], [1, 0.5, 0, 1]];

    /// <summary>The sets of three actions, one without each.</summary>
    private static readonly int[][] Sets = [.. Enumerable.Range(0, 4).Select(missing => Enumerable.Range(0, 4).Where(action => action != missing).ToArray())];

    [Fact]
    public void Tscac_CandidatesAndCatalog_GiveTheSamePolicy()
    {
        var (betweenLayouts, fromTheTruth) = (new List<double>(), new List<double>());
        for (var seed = 1; seed <= 5; seed++)
        {
            var decisions = Draw(seed);
            var catalog = Fit(OfCatalog(seed), decisions.Select(decision => decision.ToStep())).CategoricalPolicy!;
            var candidates = Fit(OfCandidates(seed), decisions.SelectMany(decision => decision.ToCandidates())).CandidatePolicy!;
            foreach (var (state, set) in Cases())
            {
                var overCatalog = catalog.ActionProbabilities(OneHot(3, state), [.. set.Select(action => $"{action}")]);
                var overRows = InOrder(candidates.Rank([.. set.Select(action => Pair(state, action))]));
                betweenLayouts.Add(TotalVariation(overCatalog, overRows));
                fromTheTruth.Add(TotalVariation(Truth(state, set), overRows));
            }
        }

        // Both fits see the same responses, so they differ by what is left of their training. The standard error of the mean response of a state and an
        // action is 0.2 / √100 = 0.02. It is 0.02 of the unit of logits, which changes probabilities by less than 0.01.
        betweenLayouts.Average().Should().BeLessThan(0.05);
        fromTheTruth.Average().Should().BeLessThan(0.05);
    }

    [Fact]
    public void BehaviorCloning_OfPages_IsThePlackettLuceModelThatDrewThem()
    {
        double[] weights = [1, 2, 4, 8];
        var random = new Random(1);
        var rows = Enumerable.Range(0, 1500).SelectMany(request =>
        {
            var page = Candidates(request, state: 0, [0, 1, 2, 3]);
            for (var position = 1; position <= 2; position++)
            {
                var left = Enumerable.Range(0, 4).Where(action => !page[action].Chosen).ToArray();
                var drawn = left[Draw(random, [.. left.Select(action => weights[action])])];
                (page[drawn].Chosen, page[drawn].Position) = (true, position);
            }
            return page;
        });
        var context = new MLContext(1);

        var policy = context.Ranking.Trainers.BehaviorCloning(With(new BehaviorCloningTrainer.Options
        {
            FeatureColumnName = "Pair",
            RequestColumnName = "Request",
            ChosenColumnName = "Chosen",
            PositionColumnName = "Position",
            NumberOfEpochs = 15,
            PolicyLearningRate = 1e-2,
        }, seed: 1)).Fit(context.Data.LoadFromEnumerable(rows)).Model.CandidatePolicy!;

        // The first share of 3,000 decisions has a standard error of about 0.01.
        TotalVariation([.. weights.Select(weight => weight / 15)], InOrder(policy.Rank([.. Sets.Select((_, action) => Pair(0, action))])))
            .Should().BeLessThan(0.04);
    }

    private static NeuralRankingModelParameters Fit(TscacRankingTrainer.Options options, IEnumerable<Row> rows)
    {
        var context = new MLContext(1);
        return context.Ranking.Trainers.Tscac(options).Fit(context.Data.LoadFromEnumerable(rows)).Model;
    }

    private static TscacRankingTrainer.Options OfCatalog(int seed)
    {
        var options = Tscac(seed);
        (options.ActionFeatureColumnName, options.UseActionIdentity, options.EligibleActionColumnName) = ("ActionFeatures", false, "Eligible");
        options.EmbeddingDimension = 16;
        return options;
    }

    private static TscacRankingTrainer.Options OfCandidates(int seed)
    {
        var options = Tscac(seed);
        (options.FeatureColumnName, options.RequestColumnName, options.ChosenColumnName) = ("Pair", "Request", "Chosen");
        return options;
    }

    private static TscacRankingTrainer.Options Tscac(int seed) => With(new TscacRankingTrainer.Options
    {
        AuxiliaryResponses = [new("Like")],
        PropensityColumnName = "Propensity",
        ConstraintStrength = Strength,
        NumberOfStageOneEpochs = 20,
        NumberOfStageTwoEpochs = 20,
        CriticLearningRate = 5e-3,
        NumberOfCritics = 1,
    }, seed);

    private static TOptions With<TOptions>(TOptions options, int seed)
        where TOptions : ActionOptions
    {
        (options.RowGroupColumnName, options.Seed, options.ValidationFraction, options.BatchSize) = (null, seed, 0, 100);
        (options.HiddenUnits, options.DropoutRate, options.WeightDecay) = ([32], 0, 0);
        return options;
    }

    private static IEnumerable<(int State, int[] Set)> Cases() => Enumerable.Range(0, 3).SelectMany(state => Sets.Select(set => (state, set)));

    private static Decision[] Draw(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Requests).Select(request =>
        {
            var (state, set) = (random.Next(3), Sets[random.Next(4)]);
            var action = set[random.Next(3)];
            return new Decision(request, state, set, action, (float)(Main[state][action] + Noise * BanditWorld.Normal(random)),
                (float)(Auxiliary[state][action] + Noise * BanditWorld.Normal(random)));
        })];
    }

    /// <summary>Computes the closed form from the expected responses, in the units of the library.</summary>
    private static double[] Truth(int state, int[] set)
    {
        var (main, auxiliary) = (Strength * Deviation(Main), Deviation(Auxiliary));
        double[] exponentials = [.. set.Select(action => Math.Exp(Auxiliary[state][action] / auxiliary + Main[state][action] / main))];
        return [.. exponentials.Select(value => value / exponentials.Sum())];
    }

    private static double Deviation(double[][] responses) => Math.Sqrt(Cases().Average(one =>
    {
        var mean = one.Set.Average(action => responses[one.State][action]);
        return one.Set.Average(action => Math.Pow(responses[one.State][action] - mean, 2));
    }));

    private static double[] InOrder(IEnumerable<RankedCandidate> ranked)
        => [.. ranked.OrderBy(candidate => candidate.Index).Select(candidate => (double)candidate.Probability)];

    private static double TotalVariation(IEnumerable<float> one, IEnumerable<double> other) => TotalVariation(one.Select(value => (double)value), other);

    private static double TotalVariation(IEnumerable<double> one, IEnumerable<double> other)
        => one.Zip(other, (first, second) => Math.Abs(first - second)).Sum() / 2;

    private static int Draw(Random random, double[] weights)
    {
        var (place, rest) = (0, random.NextDouble() * weights.Sum());
        while (place < weights.Length - 1 && (rest -= weights[place]) > 0)
            place++;
        return place;
    }

    private static float[] OneHot(int count, int place) => [.. Enumerable.Range(0, count).Select(slot => slot == place ? 1f : 0f)];

    private static float[] Pair(int state, int action) => [.. OneHot(3, state), .. OneHot(4, action)];

    private static Row[] Candidates(int request, int state, int[] set)
        => [.. set.Select(action => new Row { Request = request, Pair = Pair(state, action) })];

    /// <summary>Represents a request and the action that was taken.</summary>
    private sealed record Decision(int Request, int State, int[] Set, int Action, float Label, float Like)
    {
        public Row ToStep() => Answer(new()
        {
            Features = OneHot(3, State),
            Action = $"{Action}",
            ActionFeatures = OneHot(4, Action),
            Eligible = [.. Set.Select(action => $"{action}")],
        });

        public Row[] ToCandidates()
        {
            var rows = Candidates(Request, State, Set);
            Answer(rows[Array.IndexOf(Set, Action)]).Chosen = true;
            return rows;
        }

        private Row Answer(Row row)
        {
            (row.Label, row.Like, row.Propensity) = (Label, Like, 1f / 3);
            return row;
        }
    }

    /// <summary>Represents a row of either layout.</summary>
    private sealed class Row
    {
        [VectorType(3)]
        public float[] Features { get; set; } = new float[3];

        public string Action { get; set; } = "";

        [VectorType(4)]
        public float[] ActionFeatures { get; set; } = new float[4];

        public string[] Eligible { get; set; } = [];

        [VectorType(7)]
        public float[] Pair { get; set; } = new float[7];

        public int Request { get; set; }

        public bool Chosen { get; set; }

        public float Position { get; set; } = float.NaN;

        public float Label { get; set; } = float.NaN;

        public float Like { get; set; } = float.NaN;

        public float Propensity { get; set; } = float.NaN;
    }
}
