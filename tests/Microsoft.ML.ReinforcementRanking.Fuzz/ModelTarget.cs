using System.Diagnostics;

namespace Microsoft.ML.ReinforcementRanking.Fuzz;

/// <summary>Loads a model file as users do, scores rows with what was loaded, and says what is not as documented.</summary>
internal sealed class ModelTarget
{
    private const int LoadsPerContext = 1_000;
    private const long FreeBytes = 64L << 20;
    private const int BytesPerByte = 4;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private MLContext _context = new();
    private int _loads;

    /// <summary>Gets the largest number of bytes that a load allocated, beside the bytes of the file.</summary>
    public long LargestLoad { get; private set; }

    public long LargestScoring { get; private set; }

    public TimeSpan SlowestLoad { get; private set; }

    public TimeSpan SlowestScoring { get; private set; }

    /// <summary>Gets the number of files that were refused.</summary>
    public long Refused { get; private set; }

    /// <summary>Gets the number of files that were loaded and scored.</summary>
    public long Scored { get; private set; }

    /// <summary>Returns what is wrong, or null.</summary>
    public string? Run(ModelSeed seed, byte[] file)
    {
        if (_loads++ % LoadsPerContext == 0)
            _context = new();
        try
        {
            return Load(file, out var model) ?? (model is null ? null : Score(model, seed, file.Length));
        }
        // Any exception that is not documented is what the fuzzer looks for.
        catch (Exception failure)
        {
            return $"{failure.GetBaseException().GetType().Name}: {failure.GetBaseException().Message} at {PlaceOf(failure.GetBaseException())}";
        }
    }

    private string? Load(byte[] file, out ITransformer? model)
    {
        var (memory, watch) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
        model = null;
        try
        {
            model = _context.Model.Load(new MemoryStream(file, writable: false), out _);
        }
        catch (FormatException refusal) when (refusal.Message.StartsWith("The model file ", StringComparison.Ordinal))
        {
            Refused++;
        }
        var (allocated, elapsed) = (GC.GetAllocatedBytesForCurrentThread() - memory, watch.Elapsed);
        LargestLoad = Math.Max(LargestLoad, allocated);
        SlowestLoad = elapsed > SlowestLoad ? elapsed : SlowestLoad;
        return Judge("load", allocated, elapsed, file.Length);
    }

    private string? Score(ITransformer model, ModelSeed seed, int size)
    {
        var (memory, watch) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
        var problem = FuzzRows.Score(_context, model, seed.IsOfCandidates);
        var (allocated, elapsed) = (GC.GetAllocatedBytesForCurrentThread() - memory, watch.Elapsed);
        LargestScoring = Math.Max(LargestScoring, allocated);
        SlowestScoring = elapsed > SlowestScoring ? elapsed : SlowestScoring;
        Scored++;
        return problem ?? Judge("scoring", allocated, elapsed, size);
    }

    private static string? Judge(string what, long allocated, TimeSpan elapsed, int size)
        => allocated > FreeBytes + BytesPerByte * (long)size ? $"memory: a {what} allocates {allocated >> 20} MB"
            : elapsed > Longest ? $"time: a {what} takes {elapsed.TotalSeconds:0.0} s"
            : null;

    private static string PlaceOf(Exception failure)
    {
        var methods = new StackTrace(failure).GetFrames().Select(frame => frame.GetMethod());
        var ours = methods.FirstOrDefault(method => method?.DeclaringType?.Namespace?.Contains("ReinforcementRanking") == true);
        return ours is null ? "ML.NET" : $"{ours.DeclaringType!.Name}.{ours.Name}";
    }
}
