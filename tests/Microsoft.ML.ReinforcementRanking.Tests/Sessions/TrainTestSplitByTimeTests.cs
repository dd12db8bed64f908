using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

public class TrainTestSplitByTimeTests
{
    private static readonly MLContext Context = new(1);

    [Theory]
    [InlineData("Time")]
    [InlineData("UnsignedTime")]
    [InlineData("DoubleTime")]
    [InlineData("SingleTime")]
    [InlineData("Date")]
    public void TrainTestSplitByTime_DistinctTimes_TestIsTheLastFractionInRowOrder(string column)
    {
        var split = Context.Data.TrainTestSplitByTime(View(50, 10, 40, 30, 20), column, 0.4);

        Rows(split.TrainSet).Should().Equal(1, 3, 4);
        Rows(split.TestSet).Should().Equal(0, 2);
        split.TestSet.Schema.Should().HaveCount(View(1, 2).Schema.Count);
        split.TestSet.GetColumn<float[]>("Features").Select(features => features[1]).Should().Equal(0, -2);
    }

    [Theory]
    [InlineData(new[] { 1, 2, 2, 2, 3 }, 0.4, new[] { 4 })]
    [InlineData(new[] { 1, 2, 2, 2, 3 }, 0.6, new[] { 1, 2, 3, 4 })]
    [InlineData(new[] { 1, 1, 1, 1, 2 }, 0.9, new[] { 4 })]
    [InlineData(new[] { 1, 2, 2, 2, 2 }, 0.1, new[] { 1, 2, 3, 4 })]
    [InlineData(new[] { 1, 2, 2, 2, 2, 3 }, 0.5, new[] { 1, 2, 3, 4, 5 })]
    [InlineData(new[] { 1, 2, 3 }, 0.99, new[] { 1, 2 })]
    [InlineData(new[] { 1, 2, 3 }, 0.01, new[] { 2 })]
    public void TrainTestSplitByTime_TiesAtTheCut_MoveItToTheNearestChangeOfTime(int[] times, double fraction, int[] test)
    {
        var split = Context.Data.TrainTestSplitByTime(View([.. times.Select(time => (double)time)]), "Time", fraction);

        Rows(split.TestSet).Should().Equal(test);
        Rows(split.TrainSet).Should().Equal(Enumerable.Range(0, times.Length).Except(test));
    }

    [Fact]
    public void TrainTestSplitByTime_AnyLog_TrainIsStrictlyBeforeTestAndNeitherIsEmpty()
    {
        var logs = Gen.Choose(-5, 5).ListOf().Where(times => times.Distinct().Count() > 1).Zip(Gen.Choose(1, 99)).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(50).WithReplay(31, 37), Prop.ForAll(logs, log =>
        {
            var split = Context.Data.TrainTestSplitByTime(View([.. log.Item1.Select(time => (double)time)]), "Time", log.Item2 / 100.0);

            split.TrainSet.GetColumn<long>("Time").Max().Should().BeLessThan(split.TestSet.GetColumn<long>("Time").Min());
            Rows(split.TrainSet).Concat(Rows(split.TestSet)).Order().Should().Equal(Enumerable.Range(0, log.Item1.Count));
        }));
    }

    [Fact]
    public void TrainTestSplitByTime_TextFile_Splits()
    {
        var file = Path.GetTempFileName();
        File.WriteAllLines(file, Enumerable.Range(0, 1000).Select(row => $"{1_700_000_000_000 + (row * 37 % 1000)}\t{row}"));
        var data = Context.Data.LoadFromTextFile(file, [new TextLoader.Column("Time", DataKind.Int64, 0), new TextLoader.Column("Row", DataKind.Int32, 1)]);

        var split = Context.Data.TrainTestSplitByTime(data, "Time");
        var (train, test) = (Rows(split.TrainSet), Rows(split.TestSet));
        File.Delete(file);

        test.Should().HaveCount(200).And.OnlyContain(row => row * 37 % 1000 >= 800).And.BeInAscendingOrder();
        train.Should().HaveCount(800).And.BeInAscendingOrder();
    }

    [Fact]
    public void TrainTestSplitByTime_OneTimeOnly_SaysThatNothingSeparates()
    {
        var split = () => Context.Data.TrainTestSplitByTime(View(7, 7, 7), "Time");

        split.Should().Throw<InvalidOperationException>().WithMessage("The timestamp column 'Time' has the same value in all 3 rows*TrainTestSplitBySession*");
    }

    [Fact]
    public void TrainTestSplitByTime_FractionOutOfRange_IsRefused()
    {
        var split = () => Context.Data.TrainTestSplitByTime(View(1, 2), "Time", 1.5);

        split.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*must be between 0 and 1, both excluded, but was 1.5*");
    }

    [Theory]
    [InlineData("Nowhere", "*timestamp column 'Nowhere'*")]
    [InlineData("UserKey", "*timestamp column 'UserKey': expected a number of seconds, *got Key*")]
    [InlineData(null, "must name the timestamp column, but was null*")]
    public void TrainTestSplitByTime_WrongColumn_NamesIt(string? column, string message)
    {
        var split = () => Context.Data.TrainTestSplitByTime(View(1, 2), column!);

        split.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    private static IDataView View(params double[] minutes) =>
        Context.Data.LoadFromEnumerable(minutes.Select((time, row) => EventRow.At(row, user: row, time)).ToArray());

    private static int[] Rows(IDataView data) => [.. data.GetColumn<int>("Row")];
}
