using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Samples;
using ShortVideo.Simulator;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>Contains a simulated log with a few of the features of its files, and the environment of the same users and videos.</summary>
internal sealed class SimulatedSessions
{
    private const int TagCount = 30;

    private static readonly string[] TasteFeatures = ["onehot_feat1", "onehot_feat4", "onehot_feat9", "onehot_feat10"];
    private static readonly double[] TasteLevels = [7, 15, 7, 5];
    private static readonly string[] ActiveDegrees = ["low_active", "middle_active", "high_active", "full_active"];
    private static readonly string[] UploadTypes = ["ShortCamera", "Kmovie", "ShortImport", "Web", "LongImport"];

    public SimulatedSessions(int seed, SimulatedLogOptions options)
    {
        using var files = new SimulatedFiles(seed, options);
        Environment = SessionEnvironment.Create(seed, options);
        Users = [.. files.Users.Select(UserFeatures)];
        float[][] videos = [.. files.Videos.Select(VideoFeatures)];
        Log = View([.. files.Log.Select(row => Read(row, videos))], videos[0].Length);
    }

    public SessionEnvironment Environment { get; }

    /// <summary>The features by user.</summary>
    public float[][] Users { get; }

    public IDataView Log { get; }

    private Row Read(IReadOnlyDictionary<string, string> row, float[][] videos)
    {
        var (user, video) = ((int)Number(row["user_id"]), (int)Number(row["video_id"]));
        string[] interactions = ["is_like", "is_follow", "is_comment", "is_forward", "is_profile_enter", "comment_stay_time"];
        return new()
        {
            User = user,
            Time = (long)Number(row["time_ms"]),
            Action = (uint)video,
            Features = Users[user],
            ActionFeatures = videos[video],
            Label = (float)Number(row["play_time_ms"]) / 1000,
            Interaction = interactions.Any(column => row[column] != "0") ? 1 : 0,
            Propensity = 1f / Environment.VideoCount,
        };
    }

    private IDataView View(IReadOnlyList<Row> rows, int videoFeatures)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Users[0].Length);
        schema[nameof(Row.ActionFeatures)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, videoFeatures);
        schema[nameof(Row.Action)].ColumnType = new KeyDataViewType(typeof(uint), Environment.VideoCount);
        var data = new MLContext(1).Data;
        return data.GroupSessions(data.LoadFromEnumerable(rows, schema), nameof(Row.User), nameof(Row.Time));
    }

    /// <summary>Gets taste, patience, and sociability as the file shows them, each about within [-2, 2].</summary>
    private static float[] UserFeatures(IReadOnlyDictionary<string, string> row) =>
    [
        .. TasteFeatures.Zip(TasteLevels, (column, levels) => (float)(4 * (Number(row[column]) + 0.5) / levels - 2)),
        Array.IndexOf(ActiveDegrees, row["user_active_degree"]) - 1.5f,
        (float)Math.Log(1 + Number(row["follow_user_num"])) - 4.5f,
    ];

    /// <summary>Gets the one-hot tags, and the duration and upload type, which distinguish passive videos from interactive ones.</summary>
    private static float[] VideoFeatures(IReadOnlyDictionary<string, string> row)
    {
        var features = new float[TagCount + 2];
        foreach (var tag in row["tag"].Split(','))
            features[(int)Number(tag)] = 1;
        features[TagCount] = row["video_duration"] == "" ? 0 : (float)Math.Log(Number(row["video_duration"]) / 25_000);
        features[TagCount + 1] = Array.IndexOf(UploadTypes, row["upload_type"]) - 2;
        return features;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private sealed class Row
    {
        public int User { get; set; }

        public long Time { get; set; }

        public uint Action { get; set; }

        public float[] Features { get; set; } = [];

        public float[] ActionFeatures { get; set; } = [];

        /// <summary>The watch time in seconds.</summary>
        public float Label { get; set; }

        public float Interaction { get; set; }

        public float Propensity { get; set; }
    }
}
