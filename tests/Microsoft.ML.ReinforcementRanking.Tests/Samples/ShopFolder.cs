using MultiTask.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Creates a small <c>events.csv</c> with the columns of RetailRocket, which is deleted on disposal.</summary>
internal sealed class ShopFolder : IDisposable
{
    public const string Header = "timestamp,visitorid,event,itemid,transactionid";

    public ShopFolder(params string[] lines) => File.WriteAllLines(Path.Combine(Folder, RetailRocketReader.FileName), lines);

    public string Folder { get; } = Directory.CreateTempSubdirectory("shop-").FullName;

    public static ShopEvent Event(long visitor, long item, long time, ShopEventKind kind = ShopEventKind.View)
        => new() { VisitorId = visitor, ItemId = item, Time = time, Kind = kind };

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
