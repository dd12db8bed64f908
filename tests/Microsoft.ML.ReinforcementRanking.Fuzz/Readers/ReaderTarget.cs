using System.Diagnostics;

namespace Microsoft.ML.ReinforcementRanking.Fuzz.Readers;

/// <summary>Gives damaged files to one reader, and says what is not as documented.</summary>
/// <param name="name">The name of the reader.</param>
/// <param name="folder">The folder of the files, which exists.</param>
/// <param name="seeds">The intact files.</param>
/// <param name="freeBytes">The number of bytes that any file may allocate. Each byte of the file allows four more.</param>
internal abstract class ReaderTarget(string name, string folder, IReadOnlyList<ReaderSeed> seeds, long freeBytes)
{
    private const int BytesPerByte = 4;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    public string Name { get; } = name;

    public IReadOnlyList<ReaderSeed> Seeds { get; } = seeds;

    public long Refused { get; private set; }

    public long Accepted { get; private set; }

    public long LargestRead { get; private set; }

    public TimeSpan SlowestRead { get; private set; }

    protected string Folder { get; } = folder;

    /// <summary>Reads a damaged file in place of an intact one.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? Run(ReaderSeed seed, byte[] damaged)
    {
        var path = Path.Combine(Folder, seed.Name);
        File.WriteAllBytes(path, damaged);
        var (memory, watch) = (GC.GetTotalAllocatedBytes(), Stopwatch.StartNew());
        try
        {
            if (Read(path))
                Accepted++;
            else
                Refused++;
        }
        catch (Exception refusal) when (IsDocumented(refusal, path))
        {
            Refused++;
        }
        // Any exception that is not documented is what the fuzzer looks for.
        catch (Exception failure)
        {
            return $"{Name}: {failure.GetType().Name}: {failure.Message} at {failure.TargetSite?.DeclaringType?.Name}.{failure.TargetSite?.Name}";
        }
        finally
        {
            File.WriteAllBytes(path, seed.Bytes);
        }
        return Judge(GC.GetTotalAllocatedBytes() - memory, watch.Elapsed, damaged.Length);
    }

    /// <summary>Reads a file to its end.</summary>
    /// <returns>Whether the reader accepts the file.</returns>
    protected abstract bool Read(string path);

    /// <summary>Returns whether the documentation of the reader lists an exception.</summary>
    protected abstract bool IsDocumented(Exception refusal, string path);

    private string? Judge(long allocated, TimeSpan elapsed, int size)
    {
        LargestRead = Math.Max(LargestRead, allocated);
        SlowestRead = elapsed > SlowestRead ? elapsed : SlowestRead;
        return allocated > freeBytes + BytesPerByte * (long)size ? $"{Name}: memory: a file of {size} bytes allocates {allocated >> 20} MB"
            : elapsed > Longest ? $"{Name}: time: a file of {size} bytes takes {elapsed.TotalSeconds:0.0} s"
            : null;
    }
}
