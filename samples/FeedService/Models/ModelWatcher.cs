namespace FeedServer.Models;

/// <summary>Watches the model file, and lets the pool read it when it changes.</summary>
internal sealed class ModelWatcher(ModelPool models, FeedSettings settings) : BackgroundService
{
    /// <summary>A file that is copied, and not moved, into its place changes several times. It is read when it has not changed for this time.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _changes = new(0);

    public override void Dispose()
    {
        base.Dispose();
        _changes.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var path = Path.GetFullPath(settings.ModelPath);
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!, Path.GetFileName(path));
        watcher.Created += Changed;
        watcher.Changed += Changed;
        watcher.Renamed += Changed;
        // Some changes were missed, so the file may be one of them.
        watcher.Error += (_, _) => _changes.Release();
        watcher.EnableRaisingEvents = true;
        // The file may have changed since the pool has read it.
        models.Refresh();
        while (true)
        {
            await _changes.WaitAsync(stoppingToken);
            while (await _changes.WaitAsync(Quiet, stoppingToken))
            {
            }
            models.Refresh();
        }
    }

    private void Changed(object sender, FileSystemEventArgs change) => _changes.Release();
}
