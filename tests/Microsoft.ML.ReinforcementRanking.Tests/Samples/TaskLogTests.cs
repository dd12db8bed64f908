using Microsoft.ML.Data;
using MultiTask.Features;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class TaskLogTests
{
    private static readonly Category Item = new(nameof(ShopRow.Item), MinimumCount: 2);

    [Fact]
    public void Create_Rows_AreSplitInTime()
    {
        // The rows are in reverse order, with two rows at each time.
        var parts = Create([.. Enumerable.Range(0, 100).Select(row => Row(time: 50 - row / 2))]).Parts;

        Times(parts.Training).Should().HaveCount(60).And.OnlyContain(time => time <= 30);
        Times(parts.Validation).Should().HaveCount(20).And.OnlyContain(time => time > 30 && time <= 40);
        Times(parts.Test).Should().HaveCount(20).And.OnlyContain(time => time > 40);
    }

    [Fact]
    public void Create_Categories_AreKeysOfValuesFrequentInTraining()
    {
        string[] training = ["a", "a", "a", "b", "b", "rare"];
        string[] later = ["b", "new", "new", "new"];

        var log = Create([.. training.Concat(later).Select((item, time) => Row(time, item))]);

        log.CategoricalColumnNames.Should().Equal("Item");
        log.Parts.Training.Schema["Item"].Type.Should().Be(new KeyDataViewType(typeof(uint), 2));
        log.Parts.Training.GetColumn<uint>("Item").Should().Equal(1, 1, 1, 2, 2, 0);
        log.Parts.Validation.GetColumn<uint>("Item").Concat(log.Parts.Test.GetColumn<uint>("Item")).Should().Equal(2, 0, 0, 0);
    }

    [Fact]
    public void Create_NoFrequentValue_LeavesTheCategoryOut()
    {
        var log = Create([.. Enumerable.Range(0, 10).Select(time => Row(time, item: $"{time}"))]);

        log.CategoricalColumnNames.Should().BeEmpty();
    }

    [Fact]
    public void Create_Features_AreStandardizedByTheTrainingPart()
    {
        var log = Create([.. Enumerable.Range(0, 100).Select(time => Row(time))]);

        var training = log.Parts.Training.GetColumn<float[]>(TaskLog.FeatureColumnName).Select(features => features[0]).ToArray();
        training.Average().Should().BeApproximately(0, 1e-5f);
        training.Average(value => value * value).Should().BeApproximately(1, 1e-4f);
        // The times 0 to 59 have the variance (60² - 1) / 12.
        log.Parts.Test.GetColumn<float[]>(TaskLog.FeatureColumnName).Last()[0].Should().BeApproximately((99 - 29.5f) / MathF.Sqrt((60 * 60 - 1) / 12f), 1e-4f);
    }

    [Fact]
    public void Create_Sessions_AreKeysOfTheWholeLog()
    {
        var log = Create([.. Enumerable.Range(0, 10).Select(time => Row(time))]);

        log.Parts.Training.Schema["GroupId"].Type.Should().Be(new KeyDataViewType(typeof(uint), 10));
        log.Parts.Test.GetColumn<uint>("GroupId").Should().Equal(9, 10);
    }

    [Fact]
    public void Read_EitherFolder_IsRecognized()
    {
        using var shop = new ShopFolder([ShopFolder.Header, .. Enumerable.Range(0, 20).Select(time => $"{time},{time % 2},view,{time % 5},")]);
        using var tiny = new TinyLog();

        TaskLog.Read(new(1), shop.Folder).Name.Should().Be("RetailRocket");
        FluentActions.Invoking(() => TaskLog.Read(new(1), tiny.Folder)).Should().Throw<InvalidOperationException>("four rows at two times have no three parts");
        tiny.Rename(TinyLog.LogFile, "away.csv");
        FluentActions.Invoking(() => TaskLog.Read(new(1), tiny.Folder)).Should().Throw<InvalidDataException>()
            .WithMessage("The folder '*' has neither events.csv (RetailRocket) nor log_*.csv (KuaiRand). Specify a folder with one of them.");
        FluentActions.Invoking(() => TaskLog.Read(new(1), "nowhere")).Should().Throw<InvalidDataException>()
            .WithMessage("The folder 'nowhere' does not exist. *");
    }

    private static TaskLog Create(ShopRow[] rows) => TaskLog.Create(new(1), "test", rows, [nameof(ShopRow.Click)], [Item]);

    private static ShopRow Row(int time, string item = "a") => new() { Time = time, GroupId = (uint)time, Numbers = [time], Item = item };

    private static IEnumerable<long> Times(IDataView rows) => rows.GetColumn<long>(nameof(TaskRow.Time));
}
