using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.BadInput;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Data;
using ShortVideo.Features;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions.WatchTime;

public class WatchTimeTests
{
    private const double LargestCorrelation = 0.02;

    private static readonly MLContext Context = new(1);

    [Fact]
    public void NormalizeWatchTime_TwoClasses_GivesTheQuantileWithinEach()
    {
        Row[] rows = [new(0, 10), new(0, 10), new(10, 10), new(20, 10), new(50, 100), new(90, 100), new(5, float.NaN), new(7, 0)];

        var normalizer = Fit(rows, bins: 2);

        normalizer.DurationEdges.Should().Equal(100);
        normalizer.Transform(View(rows)).GetColumn<float>("Quantile").Should()
            .Equal([0.25f, 0.25f, 0.625f, 0.875f, 0.25f, 0.75f, 0.25f, 0.75f], "rows that tie share the middle of their places");
        normalizer.ToQuantile(15, 10).Should().Be(0.75f, "it is interpolated between the watch times of the class");
        normalizer.ToQuantile(1000, 10).Should().Be(0.875f);
        normalizer.ToWatchTime(0.5f, 100).Should().Be(70);
        normalizer.ToWatchTime(-3, 100).Should().Be(50);
        normalizer.ToWatchTime(float.NaN, 100).Should().Be(float.NaN);
    }

    [Theory]
    [InlineData(new float[] { 1, 1, 1, 1, 5, 5, 5, 9, 9, 9 }, 5)]
    [InlineData(new float[] { 1, 1, 1, 5, 5, 5, 5, 9, 9, 9 }, 5)]
    [InlineData(new float[] { 1, 1, 5, 5, 5, 5, 9, 9, 9, 9 }, 9)]
    [InlineData(new float[] { 1, 5, 5, 9 }, 5)]
    [InlineData(new float[] { 1, 1, 1, 9 }, 9)]
    [InlineData(new float[] { 1, 9, 9, 9 }, 9)]
    public void NormalizeWatchTime_EqualDurationsInTheMiddle_AreCutAtTheNearestChange(float[] durations, float edge)
        => Fit([.. durations.Select(duration => new Row(duration, duration))], bins: 2).DurationEdges.Should().Equal(edge);

    [Fact]
    public void NormalizeWatchTime_NoUnknownDurationInTraining_ComparesThemWithAllRows()
        => Fit([new(1, 10), new(2, 20), new(3, 30), new(4, 40)], bins: 4).ToQuantile(2, float.NaN).Should().Be(0.375f);

    [Fact]
    public void ToWatchTime_QuantileOfAnyTrainingRow_IsItsWatchTime()
    {
        var drawn = Gen.Choose(0, 500).Zip(Gen.Choose(-1, 6)).NonEmptyListOf().Select(rows => rows.Select(row => new Row(row.Item1 / 7f, row.Item2)).ToArray());

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(3, 5), Prop.ForAll(drawn.ToArbitrary(), rows =>
        {
            var normalizer = Fit(rows, bins: 3);
            var quantiles = rows.Select(row => normalizer.ToQuantile(row.WatchTime, row.Duration)).ToArray();
            quantiles.Should().OnlyContain(quantile => quantile > 0 && quantile < 1);
            rows.Zip(quantiles, (row, quantile) => normalizer.ToWatchTime(quantile, row.Duration)).Should().Equal(rows.Select(row => row.WatchTime));
        }));
    }

    [Fact]
    public void NormalizeWatchTime_SavedPipeline_GivesTheSameQuantilesAndWatchTimes()
    {
        Row[] rows = [.. Enumerable.Range(1, 60).Select(row => new Row(row * row % 37, row % 9 * 10))];
        var normalizer = Fit(rows, bins: 4);
        ITransformer pipeline = normalizer.Append(normalizer.CreateInverse("Seconds", "Quantile"));
        using var file = new MemoryStream();
        Context.Model.Save(pipeline, View(rows).Schema, file);

        var loaded = Context.Model.Load(file, out _);

        var scored = loaded.Transform(View(rows));
        scored.GetColumn<float>("Quantile").Should().Equal(normalizer.Transform(View(rows)).GetColumn<float>("Quantile"));
        scored.GetColumn<float>("Seconds").Should().Equal(rows.Select(row => row.WatchTime));
        using var engine = Context.Model.CreatePredictionEngine<Row, Seconds>(loaded);
        engine.Predict(rows[7]).Value.Should().Be(rows[7].WatchTime);
    }

    [Fact]
    public void NormalizeWatchTime_LengthsThatExplainWatchTime_LeavesNoCorrelationOnOtherRows()
    {
        var random = new Random(11);
        Row[] Draw(int count) =>
        [
            .. Enumerable.Range(0, count).Select(_ => MathF.Exp(2 + 3 * random.NextSingle()))
                .Select(duration => new Row(duration * random.NextSingle() * random.NextSingle(), duration)),
        ];
        var (training, others) = (Draw(20_000), Draw(20_000));

        Correlation(others, row => row.WatchTime).Should().BeGreaterThan(0.5);
        var normalizer = Fit(training, bins: 30);
        Math.Abs(Correlation(others, row => normalizer.ToQuantile(row.WatchTime, row.Duration))).Should().BeLessThan(LargestCorrelation);
    }

    [SkippableFact]
    public void NormalizeWatchTime_KuaiRand_LeavesNoCorrelationOnLaterRows()
    {
        var log = KuaiRandReader.Read(Repository.DataFolder("kuairand"));
        var durations = log.Videos.ToDictionary(video => video.Id, video => video.Duration ?? float.NaN);
        var split = TimeSplit.Of(log.Exposures);
        Row[] Rows(Func<long, bool> contains)
            => [.. log.Exposures.Where(row => contains(row.Time)).Select(row => new Row(row.WatchTime, durations[row.VideoId]))];
        var later = Rows(time => !split.IsTraining(time));

        var normalizer = Fit(Rows(split.IsTraining), bins: 30);

        foreach (var lengthOf in (Func<Row, double>[])[row => row.Duration, row => Math.Log(row.Duration)])
        {
            Correlation(later, row => row.WatchTime, lengthOf).Should().BeGreaterThan(1.5 * LargestCorrelation);
            Math.Abs(Correlation(later, row => normalizer.ToQuantile(row.WatchTime, row.Duration), lengthOf)).Should()
                .BeLessThanOrEqualTo(LargestCorrelation);
        }
        int Changed(Row[] rows) => rows
            .Count(row => Math.Abs(normalizer.ToWatchTime(normalizer.ToQuantile(row.WatchTime, row.Duration), row.Duration) - row.WatchTime) > 0.01);
        Changed(Rows(split.IsTraining)).Should().Be(0);
        Changed(later).Should().BeLessThan(later.Length / 500, "only watch times beyond those of the training rows do not come back");
    }

    [Theory]
    [InlineData("", "WatchTime", "Duration", 30, "outputColumnName must be a column name*")]
    [InlineData("Quantile", " ", "Duration", 30, "watchTimeColumnName must be a column name*")]
    [InlineData("Quantile", "WatchTime", " ", 30, "durationColumnName must be a column name*")]
    [InlineData("Quantile", "Nowhere", "Duration", 30, "*watch time column 'Nowhere'*")]
    [InlineData("Quantile", "WatchTime", "Nowhere", 30, "*duration column 'Nowhere'*")]
    [InlineData("Quantile", "WatchTime", "Duration", 0, "numberOfBins must be at least 1, but was 0*")]
    public void NormalizeWatchTime_WrongArgument_SaysWhatToDo(string output, string watchTime, string duration, int bins, string message)
    {
        var fit = () => Context.Transforms.NormalizeWatchTime(output, watchTime, duration, bins).Fit(View([new(1, 1)]));

        fit.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    [Theory]
    [InlineData("", "Quantile", "outputColumnName must be a column name*")]
    [InlineData("Seconds", " ", "quantileColumnName must be a column name*")]
    [InlineData("Seconds", "Quantile", "Could not find the quantile column 'Quantile'.*")]
    public void CreateInverse_WrongArgument_SaysWhatToDo(string output, string quantile, string message)
    {
        var transform = () => Fit([new(1, 1)], bins: 1).CreateInverse(output, quantile).Transform(View([new(1, 1)]));

        transform.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    [Fact]
    public void NormalizeWatchTime_NoData_IsRefusedByTheNameOfTheParameter()
    {
        var estimator = Context.Transforms.NormalizeWatchTime("Quantile", "WatchTime", "Duration");

        FluentActions.Invoking(() => estimator.Fit(null!)).Should().Throw<ArgumentNullException>().WithParameterName("input");
        FluentActions.Invoking(() => estimator.GetOutputSchema(null!)).Should().Throw<ArgumentNullException>().WithParameterName("inputSchema");
    }

    [Theory]
    [InlineData("Quantile", "WatchTime Duration Quantile")]
    [InlineData("WatchTime", "Duration WatchTime")]
    public void GetOutputSchema_Shape_HasTheOutputOnce(string output, string names)
    {
        var shape = BadTrainingData.SchemaOf(View([new(1, 1)]));

        var columns = Context.Transforms.NormalizeWatchTime(output, "WatchTime", "Duration").GetOutputSchema(shape).ToArray();

        columns.Select(column => column.Name).Should().Equal(names.Split(' '));
        (columns[^1].Kind, columns[^1].ItemType, columns[^1].IsKey).Should().Be((SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false));
    }

    [Fact]
    public void NormalizeWatchTime_NegativeWatchTime_NamesTheRow()
    {
        var fit = () => Fit([new(1, 1), new(-1, 1)], bins: 1);

        fit.Should().Throw<InvalidOperationException>().WithMessage("Row 1 (*watch time column 'WatchTime': the value is -1, but it must be *at least 0*");
    }

    private static WatchTimeNormalizingTransformer Fit(Row[] rows, int bins)
        => Context.Transforms.NormalizeWatchTime("Quantile", "WatchTime", "Duration", bins).Fit(View(rows));

    private static IDataView View(Row[] rows) => Context.Data.LoadFromEnumerable(rows);

    private static double Correlation(Row[] rows, Func<Row, double> value, Func<Row, double>? lengthOf = null)
    {
        var known = rows.Where(row => row.Duration > 0).Select(row => (X: lengthOf?.Invoke(row) ?? row.Duration, Y: value(row))).ToArray();
        var (x, y) = (known.Average(row => row.X), known.Average(row => row.Y));
        double Sum(Func<(double X, double Y), double> product) => known.Sum(row => product((row.X - x, row.Y - y)));
        return Sum(row => row.X * row.Y) / Math.Sqrt(Sum(row => row.X * row.X) * Sum(row => row.Y * row.Y));
    }

    private sealed class Row
    {
        public Row()
        {
        }

        public Row(float watchTime, float duration) => (WatchTime, Duration) = (watchTime, duration);

        public float WatchTime { get; set; }

        public float Duration { get; set; }
    }

    private sealed class Seconds
    {
        [ColumnName("Seconds")]
        public float Value { get; set; }
    }
}
