using MultiTask.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class RetailRocketReaderTests
{
    [Fact]
    public void Read_OfficialColumns_GivesEventsByVisitorAndTime()
    {
        using var shop = new ShopFolder(ShopFolder.Header, "30,2,view,5,", "20,2,transaction,6,17", "20,2,addtocart,5,", "40,1,view,5,");

        RetailRocketReader.Read(shop.Folder).Should().Equal(
            ShopFolder.Event(visitor: 1, item: 5, time: 40),
            ShopFolder.Event(visitor: 2, item: 6, time: 20, ShopEventKind.Transaction),
            ShopFolder.Event(visitor: 2, item: 5, time: 20, ShopEventKind.AddToCart),
            ShopFolder.Event(visitor: 2, item: 5, time: 30));
    }

    [Fact]
    public void Read_OtherOrderAndMoreColumns_FindsThemByName()
    {
        using var shop = new ShopFolder("itemid,datetime,event,visitorid,timestamp", "5,2015-06-01 21:12:12.535,view,1,40");

        RetailRocketReader.Read(shop.Folder).Should().Equal(ShopFolder.Event(visitor: 1, item: 5, time: 40));
    }

    [Theory]
    [InlineData("events.csv(3): Column 'event': 'viewed' is not view, addtocart, or transaction. Correct or remove the line.", ShopFolder.Header,
        "1,1,view,1,", "2,1,viewed,1,")]
    [InlineData("events.csv(2): Column 'event': '' is not view, addtocart, or transaction. Correct or remove the line.", ShopFolder.Header, "1,1,,1,")]
    [InlineData("events.csv(2): Column 'visitorid': 'x' is not an integer.", ShopFolder.Header, "1,x,view,1,")]
    [InlineData("events.csv(2): Column 'itemid': '' is not an integer.", ShopFolder.Header, "1,1,view,,")]
    [InlineData("events.csv(2): Column 'timestamp': '1.5' is not an integer.", ShopFolder.Header, "1.5,1,view,1,")]
    [InlineData("events.csv(2): The number of fields is 4, but the header has 5 columns.", ShopFolder.Header, "1,1,view,1")]
    [InlineData("events.csv has no column 'event'. Its columns are: timestamp, visitorid, itemid.", "timestamp,visitorid,itemid", "1,1,1")]
    [InlineData("events.csv: Column 'event' has no 'view' in 1 rows, but every example is a view. Specify the folder of a whole log.", ShopFolder.Header,
        "1,1,addtocart,1,")]
    [InlineData("events.csv is empty. Its first line must contain the names of the columns.")]
    public void Read_BadText_NamesFileLineColumnAndValue(string message, params string[] lines)
    {
        using var shop = new ShopFolder(lines);

        FluentActions.Invoking(() => RetailRocketReader.Read(shop.Folder)).Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [SkippableFact]
    public void Read_RetailRocket_HasThePublishedCounts()
    {
        var events = RetailRocketReader.Read(Repository.DataFolder("retailrocket"));

        events.CountBy(shopEvent => shopEvent.Kind).ToDictionary().Should().Equal(new Dictionary<ShopEventKind, int>
        {
            [ShopEventKind.View] = 9_076,
            [ShopEventKind.AddToCart] = 263,
            [ShopEventKind.Transaction] = 46,
        });
        events.DistinctBy(shopEvent => shopEvent.VisitorId).Should().HaveCount(5_000);
    }
}
