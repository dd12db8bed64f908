using ShortVideo.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>
/// Creates a small folder with the files of KuaiRand, which is deleted on disposal. The order of the columns differs from that of KuaiRand.
/// </summary>
internal sealed class TinyLog : IDisposable
{
    public const string LogFile = "log_random_tiny.csv";
    public const string UserFile = "user_features_tiny.csv";
    public const string VideoFile = "video_features_basic_tiny.csv";

    public const string LogHeader =
        "time_ms,user_id,video_id,play_time_ms,is_click,is_like,is_follow,is_comment,is_forward,is_profile_enter,"
        + "comment_stay_time,long_view,profile_stay_time,tab";

    public TinyLog()
    {
        Write(LogFile,
            LogHeader,
            "2000,7,11,1500,0,0,0,0,0,0,0,0,0,1",
            "1000,7,10,12345,1,0,0,0,0,0,800,1,0,1",
            "1000,3,12,0,0,1,0,0,0,0,0,0,0,",
            "2000,7,12,2000,1,0,0,0,0,1,0,0,1200,4");
        Write(UserFile,
            "user_active_degree,user_id,is_live_streamer,onehot_feat12",
            "full_active,7,-124,1.0",
            "UNKNOWN,3,1,",
            "high_active,4,1,0.0");
        Write(VideoFile,
            "video_id,author_id,upload_type,video_duration,music_type,tag",
            "10,100,Web,87433.0,9.0,\"62,4\"",
            "11,101,UNKNOWN,,,",
            "12,100,Kmovie,10000.0,4.0,62",
            "13,103,Kmovie,0.0,4.0,\"4\"");
    }

    /// <summary>Creates an exposure without any response.</summary>
    public static Exposure Exposure(long user, long video, long time) => new()
    {
        UserId = user,
        VideoId = video,
        Time = time,
        WatchTime = 0,
        Click = false,
        LongView = false,
        Like = false,
        Interaction = false,
        ProfileStay = false,
        Tab = "1",
    };

    public string Folder { get; } = Directory.CreateTempSubdirectory("tiny-log-").FullName;

    public void Write(string file, params string[] lines) => File.WriteAllLines(Path.Combine(Folder, file), lines);

    public void Replace(string file, string text, string replacement)
    {
        var path = Path.Combine(Folder, file);
        var before = File.ReadAllText(path);
        before.Should().Contain(text);
        File.WriteAllText(path, before.Replace(text, replacement, StringComparison.Ordinal));
    }

    public void Rename(string file, string name) => File.Move(Path.Combine(Folder, file), Path.Combine(Folder, name));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
