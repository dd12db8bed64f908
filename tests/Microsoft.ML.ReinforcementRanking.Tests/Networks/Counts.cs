using Microsoft.ML.Trainers.ReinforcementRanking;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

/// <summary>The number of threads among which libtorch divides an operation.</summary>
internal static class Counts
{
    /// <summary>Of operations of this thread.</summary>
    public static int Here
    {
        get
        {
            TorchLibrary.EnsureLoaded();
            return get_num_threads();
        }
    }

    /// <summary>Of operations of a thread that has not used libtorch yet.</summary>
    public static int OnNewThread()
    {
        var count = 0;
        var thread = new Thread(() => count = Here);
        thread.Start();
        thread.Join();
        return count;
    }
}
