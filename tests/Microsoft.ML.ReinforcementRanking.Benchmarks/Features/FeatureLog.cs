using Microsoft.ML.Data;
using MultiTask.Data;
using MultiTask.Features;
using ShortVideo.Data;
using ShortVideo.Features;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Features;

/// <summary>
/// Reads the events of a log with the tasks and the context of samples/MultiTask: click and long view of KuaiRand, return to an item and payment of
/// RetailRocket.
/// </summary>
/// <param name="Name">The name of the log.</param>
/// <param name="Keys">The columns of ids that statistics are made of.</param>
/// <param name="Pair">The user and what the user's statistics are divided by.</param>
/// <param name="Parts">The first 60 % of the events in time, the next 20 %, and the last 20 %.</param>
internal sealed record FeatureLog(string Name, string[] Keys, string[] Pair, LogParts Parts)
{
    // The slots of samples/MultiTask that come before the history.
    private const int VideoContext = 6, ShopContext = 4;

    public static FeatureLog KuaiRand(MLContext ml, string folder)
    {
        var rows = VideoLog.Rows(ml, KuaiRandReader.Read(folder)).Select(row => new FeatureRow
        {
            Time = row.Time,
            GroupId = row.GroupId,
            Context = row.Numbers[..VideoContext],
            Tags = [.. row.Tags, $"upload {row.UploadType}", $"music {row.MusicType}", $"tab {row.Tab}"],
            User = row.User,
            Item = row.Video,
            Other = row.Author,
            Category = row.Tags is [var first, ..] ? first : "",
            First = row.Click ? 1 : 0,
            Second = row.LongView ? 1 : 0,
            IsExample = true,
            Click = row.Click,
            Goal = row.LongView,
        });
        return new("KuaiRand", ["User", "Item", "Other", "Category"], ["User", "Category"], Split(ml, [.. rows]));
    }

    public static FeatureLog RetailRocket(MLContext ml, string folder)
    {
        var events = RetailRocketReader.Read(folder);
        var sessions = SessionIds.Of(ml, events.Select(shopEvent => (shopEvent.VisitorId, shopEvent.Time)));
        var rows = events.Zip(sessions).GroupBy(step => step.Second, step => step.First).SelectMany(session => SessionEvent.Of(session.Key, [.. session]))
            .Select(step => new FeatureRow
            {
                Time = step.Event.Time,
                GroupId = step.Session,
                Context = Calendar.Of(step.Event.Time),
                User = $"{step.Event.VisitorId}",
                Item = $"{step.Event.ItemId}",
                Other = step.PreviousItem is { } item ? $"{item}" : "",
                // Labels are known at the end of the session only, so statistics come from what an event is.
                First = step.IsReturn ? 1 : 0,
                Second = step.Event.Kind == ShopEventKind.View ? 0 : 1,
                IsExample = step.IsFirstView,
                Click = step.Returns,
                Goal = step.Pays,
            });
        return new("RetailRocket", ["User", "Item", "Other"], ["User", "Item"], Split(ml, [.. rows]));
    }

    private static LogParts Split(MLContext ml, FeatureRow[] rows)
    {
        var schema = SchemaDefinition.Create(typeof(FeatureRow));
        schema[nameof(FeatureRow.Context)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Context.Length);
        schema[nameof(FeatureRow.GroupId)].ColumnType = new KeyDataViewType(typeof(uint), rows.Max(row => row.GroupId) + 1);
        // The order of time lets statistics stream. The sort is stable.
        var test = ml.Data.TrainTestSplitByTime(ml.Data.LoadFromEnumerable(rows.OrderBy(row => row.Time), schema), nameof(FeatureRow.Time), 0.2);
        var validation = ml.Data.TrainTestSplitByTime(test.TrainSet, nameof(FeatureRow.Time), 0.25);
        return new(validation.TrainSet, validation.TestSet, test.TestSet);
    }
}
