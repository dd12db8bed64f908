using System.Security.Cryptography;

namespace FeedServer.Models;

/// <summary>Keeps the current model, and replaces it while requests go on.</summary>
internal sealed partial class ModelPool : IDisposable
{
    private readonly string _path;
    private readonly ILogger<ModelPool> _logger;
    private readonly Lock _replacing = new();
    private ModelGeneration _current;
    private long _failureCount;

    /// <exception cref="InvalidDataException">The model file cannot be read.</exception>
    public ModelPool(FeedSettings settings, ILogger<ModelPool> logger)
    {
        (_path, _logger) = (settings.ModelPath, logger);
        _current = Load(File.ReadAllBytes(_path), number: 1);
        LogLoaded(_current.Number, _current.Version);
    }

    /// <summary>Gets the current model.</summary>
    public ModelGeneration Current => Volatile.Read(ref _current);

    /// <summary>Gets why the file could not be read when it last changed, or null if it could.</summary>
    public string? Problem { get; private set; }

    /// <summary>Gets the number of files that could not be read.</summary>
    public long FailureCount => Interlocked.Read(ref _failureCount);

    /// <summary>Takes an engine of the current model. Dispose of the loan when the request ends.</summary>
    public EngineLease Borrow()
    {
        // A model that was replaced since it was read may have ended. The next one is there then.
        while (true)
        {
            if (Current.TryBorrow() is { } lease)
                return lease;
        }
    }

    /// <summary>Replaces the model if the file has another one. If the file cannot be read, the current model stays.</summary>
    public void Refresh()
    {
        lock (_replacing)
        {
            try
            {
                var file = File.ReadAllBytes(_path);
                Problem = null;
                if (VersionOf(file) != _current.Version)
                    Replace(Load(file, _current.Number + 1));
            }
            catch (Exception problem) when (problem is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                Problem = problem.Message;
                Interlocked.Increment(ref _failureCount);
                LogFailed(_current.Number, problem.Message);
            }
        }
    }

    public void Dispose() => Current.Release();

    private void Replace(ModelGeneration next)
    {
        var last = Interlocked.Exchange(ref _current, next);
        LogLoaded(next.Number, next.Version);
        last.Release();
    }

    private ModelGeneration Load(byte[] file, int number)
    {
        try
        {
            return new(number, VersionOf(file), new MemoryStream(file, writable: false));
        }
        // A file that is cut off or is something else fails in many ways.
        catch (Exception problem)
        {
            throw new InvalidDataException(
                $"The model file {_path} cannot be read: {problem.Message.TrimEnd('.')}. Replace it with a model of this service.", problem);
        }
    }

    /// <summary>Computes the version of a model, which is a hash of its file.</summary>
    public static string VersionOf(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file).AsSpan(0, 6));

    [LoggerMessage(LogLevel.Information, "Generation {Number} is model {Version}.")]
    private partial void LogLoaded(int number, string version);

    [LoggerMessage(LogLevel.Error, "Generation {Number} goes on. {Problem}")]
    private partial void LogFailed(int number, string problem);
}
