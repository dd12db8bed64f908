using FeedServer;
using FeedServer.Learning;
using FeedServer.Logging;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples.Web;

/// <summary>A folder of the web service with a model, and a log of uniform pages. The model is trained once for all tests, and they copy it.</summary>
internal sealed class FeedFolder : IDisposable
{
    private const int Users = 60;

    private static readonly Lazy<FeedFolder> Trained = new(Train);

    private FeedFolder(string path) => Settings = new() { Folder = path, Urls = "http://127.0.0.1:0", Exploration = 0.2, Users = Users };

    public FeedSettings Settings { get; }

    /// <summary>Creates a folder with the model, and without a log.</summary>
    public static FeedFolder WithModel()
    {
        var folder = Create();
        File.Copy(Trained.Value.Settings.ModelPath, folder.Settings.ModelPath);
        return folder;
    }

    /// <summary>Creates a folder with the model and its log.</summary>
    public static FeedFolder WithLog()
    {
        var folder = WithModel();
        File.Copy(Trained.Value.Settings.LogPath, folder.Settings.LogPath);
        return folder;
    }

    /// <summary>Replaces the model with one of another temperature.</summary>
    public void ChangeModel(double temperature)
    {
        var ml = new MLContext(1);
        var model = ml.Model.Load(Trained.Value.Settings.ModelPath, out var inputs);
        new FeedTrainer().Save(model.WithTemperature(temperature), inputs, Settings.ModelPath);
    }

    public void Dispose() => Directory.Delete(Settings.Folder, recursive: true);

    private static FeedFolder Create() => new(Directory.CreateTempSubdirectory("feed-service-").FullName);

    private static FeedFolder Train()
    {
        var folder = Create();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        using (var log = new DisposedLog(FeedLog.Open(folder.Settings.LogPath)))
            FirstLog.Write(log.Value, Users).GetAwaiter().GetResult();
        new FeedTrainer().Train(folder.Settings.LogPath, folder.Settings.ModelPath);
        return folder;
    }

    private sealed class DisposedLog(FeedLog log) : IDisposable
    {
        public FeedLog Value => log;

        public void Dispose() => log.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
