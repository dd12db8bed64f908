using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Tests the importance of columns for models that are formulas, so that the changes follow from the permutations.</summary>
public class PermutationImportanceTests
{
    private const int RowCount = 400;
    private const int PermutationCount = 20;

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void PermutationFeatureImportance_ColumnThatIsTheLabel_LosesHalfOfTheAgreement()
    {
        var importance = Measure([nameof(Row.Used), nameof(Row.Noise)], Agreement);

        // Used is 1 in half of the N rows and equals the label. A permutation leaves 2 H rows in agreement, where H, the number of ones that get a one, is
        // hypergeometric with the mean N / 4 and the variance N^2 / (16 (N - 1)). The margin is four standard errors of the mean over the permutations.
        var deviation = 2 * Math.Sqrt(RowCount * (double)RowCount / (16.0 * (RowCount - 1))) / RowCount;
        importance[0].ColumnName.Should().Be(nameof(Row.Used));
        importance[0].MeanChange.Should().BeApproximately(-0.5, 4 * deviation / Math.Sqrt(PermutationCount));
        importance[0].StandardDeviation.Should().BeInRange(deviation / 2, deviation * 2);
        importance[0].StandardError.Should().BeApproximately(importance[0].StandardDeviation / Math.Sqrt(PermutationCount), 1e-12);
        importance[1].MeanChange.Should().Be(0, "the model does not read the column");
        importance[1].StandardDeviation.Should().Be(0);
    }

    [Fact]
    public void PermutationFeatureImportance_ValueOfAPolicy_FallsToThatOfARandomOne()
    {
        var options = new OffPolicyOptions { NumberOfBootstrapSamples = 100, SensitivityWeightCaps = [] };
        var importance = Measure([nameof(Row.Used), nameof(Row.Noise)], scored => _ml.Ranking.EvaluateOffPolicy(
            scored, [nameof(Row.Reward)], rowGroupColumnName: null, options: options).Responses[0].SelfNormalizedIps.Value);

        // The policy takes the rewarded action with 0.9 of the probability. With the column of other rows it takes it as often as not. Of N rows, half have the
        // weight 1.8 and half 0.2 in random places, so the rewarded half has a mean weight whose variance is 0.64 / N.
        importance[0].MeanChange.Should().BeApproximately(0.5 - 0.9, 4 * Math.Sqrt(0.64 / RowCount / PermutationCount));
        importance[1].MeanChange.Should().Be(0);
    }

    [Theory]
    [InlineData(nameof(Row.Used))]
    [InlineData(nameof(Row.Noise))]
    [InlineData(nameof(Row.Text))]
    [InlineData(nameof(Row.Key))]
    [InlineData(nameof(Row.Vector))]
    [InlineData(nameof(Row.Words))]
    public void PermutationFeatureImportance_ColumnOfAnyType_GivesAllValuesToOtherRows(string name)
    {
        var original = Read(_ml.Data.LoadFromEnumerable(Rows()));
        List<string[]> permuted = [];
        Measure([name], scored =>
        {
            permuted.Add([.. Read(scored).Select(row => Text(row, name))]);
            Read(scored).Select(row => row.Number).Should().Equal(original.Select(row => row.Number), "other columns stay");
            return 0;
        });

        permuted[0].Should().Equal(original.Select(row => Text(row, name)), "the first call has the data as they are");
        foreach (var values in permuted.Skip(1))
        {
            values.Should().NotEqual(permuted[0]);
            values.Order().Should().Equal(permuted[0].Order());
        }
        permuted[1].Should().NotEqual(permuted[2]);
    }

    [Fact]
    public void PermutationFeatureImportance_ThreeRows_HaveEveryOrderEquallyOften()
    {
        const int Permutations = 600, Orders = 6;
        Dictionary<string, int> counts = [];
        _ml.Ranking.PermutationFeatureImportance(Model(), _ml.Data.LoadFromEnumerable(Rows().Take(3)), [nameof(Row.Text)], scored =>
        {
            var order = string.Join(", ", Read(scored).Select(row => row.Text));
            counts[order] = counts.GetValueOrDefault(order) + 1;
            return 0;
        }, Permutations, seed: 2);

        counts.Should().HaveCount(Orders);
        // Binomial(600, 1/6) has a standard deviation of 9.1. The first call has no permutation.
        counts.Values.Should().AllSatisfy(count => count.Should().BeInRange(Permutations / Orders - 37, Permutations / Orders + 38));
    }

    [Fact]
    public void FeatureImportance_Changes_AreTheirMeanAndItsError()
    {
        var importance = new FeatureImportance("Hour", [-1, -2, -3, -6]);

        importance.MeanChange.Should().Be(-3);
        importance.StandardDeviation.Should().Be(Math.Sqrt((4 + 1 + 0 + 9) / 3.0));
        importance.StandardError.Should().Be(importance.StandardDeviation / 2);
        importance.ToString().Should().Be("Hour: -3 ± 1.08");
    }

    [Fact]
    public void PermutationFeatureImportance_Seed_DeterminesTheChanges()
    {
        double Change(int? seed) => Measure([nameof(Row.Used)], Agreement, seed)[0].MeanChange;

        Change(3).Should().Be(Change(3)).And.NotBe(Change(4));
        Change(null).Should().Be(Change(1), "the seed of the context applies");
    }

    [Fact]
    public void PermutationFeatureImportance_BadArguments_AreNamed()
    {
        Error(() => Measure(["Usd"], Agreement)).Should().Match("*feature column 'Usd'*Used, Noise*");
        Error(() => Measure([], Agreement)).Should().Match("*featureColumnNames*");
        Error(() => Measure(["Used", "Used"], Agreement)).Should().Match("*'Used' more than once*");
        Error(() => Measure(["Used"], _ => double.NaN)).Should().Match("*finite, but was NaN without a permutation*");
        var calls = 0;
        Error(() => Measure(["Noise"], _ => calls++ == 0 ? 1 : double.PositiveInfinity)).Should().Match("*was Infinity with column 'Noise' permuted*");
        Error(() => _ml.Ranking.PermutationFeatureImportance(Model(), _ml.Data.LoadFromEnumerable(Rows()), ["Used"], Agreement, permutationCount: 1))
            .Should().Match("*must be from 2 to 1000000, but was 1*");
        Error(() => _ml.Ranking.PermutationFeatureImportance(Model(), _ml.Data.LoadFromEnumerable(Rows().Take(0)), ["Used"], _ => 0))
            .Should().Match("*no rows*");
    }

    private static string Error(Action action) => action.Should().Throw<Exception>().Which.Message;

    private IReadOnlyList<FeatureImportance> Measure(string[] columns, Func<IDataView, double> metric, int? seed = 1)
        => _ml.Ranking.PermutationFeatureImportance(Model(), _ml.Data.LoadFromEnumerable(Rows()), columns, metric, PermutationCount, seed);

    /// <summary>Predicts the column Used, and the probability of a policy that takes the action of this number.</summary>
    private CustomMappingTransformer<Row, Prediction> Model() => _ml.Transforms.CustomMapping<Row, Prediction>(
        (row, prediction) => (prediction.Predicted, prediction.Probability) = (row.Used, row.Used == row.Action ? 0.9f : 0.1f), contractName: null)
        .Fit(_ml.Data.LoadFromEnumerable(Rows()));

    private static double Agreement(IDataView scored)
        => scored.GetColumn<float>(nameof(Row.Label)).Zip(scored.GetColumn<float>(nameof(Prediction.Predicted)), (label, value) => label == value ? 1.0 : 0.0)
            .Average();

    private Row[] Read(IDataView data) => [.. _ml.Data.CreateEnumerable<Row>(data, reuseRowObject: false)];

    private static string Text(Row row, string name) => typeof(Row).GetProperty(name)!.GetValue(row) switch
    {
        Array values => string.Join(" ", values.Cast<object>()),
        var value => FormattableString.Invariant($"{value}"),
    };

    /// <summary>Rows in pairs of equal state, one for each action. The action that equals the state is rewarded.</summary>
    private static IEnumerable<Row> Rows() => Enumerable.Range(0, RowCount).Select(row => new Row
    {
        Number = row,
        Used = row / 2 % 2,
        Label = row / 2 % 2,
        Action = row % 2,
        Reward = row / 2 % 2 == row % 2 ? 1 : 0,
        Noise = row * 7 % 11,
        Text = $"text {row % 5}",
        Key = (uint)(row % 3) + 1,
        Vector = [row, -row],
        Words = [.. Enumerable.Range(0, row % 4).Select(word => $"w{word}")],
    });

    private sealed class Row
    {
        public float Used { get; set; }

        public double Noise { get; set; }

        public int Number { get; set; }

        public float Label { get; set; }

        public int Action { get; set; }

        public float Reward { get; set; }

        public float Propensity { get; set; } = 0.5f;

        public string Text { get; set; } = "";

        [KeyType(3)]
        public uint Key { get; set; }

        [VectorType(2)]
        public float[] Vector { get; set; } = [];

        public string[] Words { get; set; } = [];
    }

    private sealed class Prediction
    {
        public float Predicted { get; set; }

        public float Probability { get; set; }
    }
}
