using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

public class CalibrationTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void EvaluateCalibration_TwoProbabilities_CountsThemByTheirIntervals()
    {
        // Of four predictions of 0.25 one comes true, and of two predictions of 0.6 none. Predictions of 0 are in no bin.
        (float Probability, bool Chosen)[] rows =
            [(0.25f, true), (0.25f, false), (0.25f, false), (0.25f, false), (0.6f, false), (0.6f, false), (0, false)];
        var data = _ml.Data.LoadFromEnumerable(rows.Select(row => new Row { Probability = row.Probability, Chosen = row.Chosen }));

        var calibration = _ml.Ranking.EvaluateCalibration(data, nameof(Row.Chosen));

        calibration.RowCount.Should().Be(7);
        calibration.Bins.Select(bin => (bin.Count, bin.Occurrences)).Should().Equal((4, 1), (2, 0));
        calibration.Bins[0].Frequency.Should().Be(0.25);
        calibration.Bins[0].LowerBound.Should().Be(0);
        calibration.Bins[0].UpperBound.Should().BeApproximately(0.25 + 1.959964 * Math.Sqrt(4 * 0.25 * 0.75) / 4, 1e-6);
        calibration.Error.Should().BeApproximately(2 * 0.6 / 7, 1e-6);
        calibration.ToString().Should().StartWith("7 rows, calibration error 0.1714");
    }

    [Fact]
    public void EvaluateCalibration_RangesBeyondZeroAndOne_EndThere()
    {
        var data = _ml.Data.LoadFromEnumerable([new Row { Probability = 0.125f }, new Row { Probability = 0.875f, Chosen = true }]);

        var calibration = _ml.Ranking.EvaluateCalibration(data, nameof(Row.Chosen));

        var width = 1.959963984540054 * Math.Sqrt(0.125 * 0.875);
        calibration.Bins.Select(bin => (bin.MeanProbability, bin.LowerBound, bin.UpperBound)).Should()
            .Equal((0.125, 0, 0.125 + width), (0.875, 0.875 - width, 1));
        calibration.Error.Should().Be((0.125 + 0.125) / 2);
        calibration.ToString().ReplaceLineEndings("\n").Should().Be(
            """
            2 rows, calibration error 0.1250
            probability  frequency  95 % range   predictions
            0.125        0          0 .. 0.7732  1
            0.875        1          0.2268 .. 1  1
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void EvaluateCalibration_ClonedPolicy_SumsToOneChoiceARow()
    {
        var random = new Random(1);
        var log = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 400).Select(row => new Choice
        {
            GroupId = (uint)(row / 4),
            Video = $"v{(int)(random.NextDouble() * random.NextDouble() * 4)}",
            Features = [random.NextSingle()],
        }));
        var model = _ml.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options
        {
            ActionColumnName = nameof(Choice.Video),
            HiddenUnits = [4],
            NumberOfEpochs = 8,
            Seed = 1,
        }).Fit(log);

        var calibration = _ml.Ranking.EvaluateCalibration(model, log);

        calibration.Bins.Sum(bin => bin.Count).Should().Be(4 * 400, "each of four actions of each row is a prediction");
        calibration.Bins.Sum(bin => bin.Occurrences).Should().Be(400);
        calibration.Bins.Sum(bin => bin.Count * bin.MeanProbability).Should().BeApproximately(400, 0.01);
        calibration.Bins.Should().OnlyContain(bin => bin.LowerBound <= bin.MeanProbability && bin.MeanProbability <= bin.UpperBound);
    }

    [Fact]
    public void EvaluateCalibration_WrongColumns_AreNamed()
    {
        var data = _ml.Data.LoadFromEnumerable([new Row { Probability = 2 }]);

        FluentActions.Invoking(() => _ml.Ranking.EvaluateCalibration(data, "Clicked")).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*Clicked*");
        FluentActions.Invoking(() => _ml.Ranking.EvaluateCalibration(data, nameof(Row.Chosen))).Should().Throw<InvalidOperationException>()
            .WithMessage("*Probability*");
    }

    [Fact]
    public void WeightHistogram_Weights_AreCountedOnceBetweenTheirBounds()
    {
        var metrics = _ml.Ranking.EvaluateOffPolicy(_ml.Data.LoadFromEnumerable(new[] { 0f, 0.1f, 0.25f, 0.5f, 0.5f }.Select(probability => new Row
        {
            Probability = probability,
            Propensity = 0.25f,
        })), [nameof(Row.Propensity)], rowGroupColumnName: null);

        var bins = metrics.WeightHistogram;
        bins.Sum(bin => bin.Count).Should().Be(metrics.RowCount - metrics.ZeroProbabilityCount).And.Be(4);
        bins.Where(bin => bin.Count > 0).Select(bin => (bin.LowerBound, bin.Count)).Should().Equal((0.25 * Math.Sqrt(2), 1), (1, 1), (2, 2));
        bins.Zip(bins.Skip(1)).Should().OnlyContain(pair => pair.First.UpperBound == pair.Second.LowerBound);
    }

    private sealed class Row
    {
        public float Probability { get; set; }

        public float Propensity { get; set; }

        public bool Chosen { get; set; }
    }

    private sealed class Choice
    {
        [Data.KeyType(100)] public uint GroupId { get; set; }

        public string Video { get; set; } = "";

        [Data.VectorType(1)] public float[] Features { get; set; } = [];
    }
}
