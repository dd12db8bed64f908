namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents the processes that train one model together, each of which has a number, its rank. All of them make the same calls in the same order, and a call
/// returns when all of them have made it. The package <c>Microsoft.ML.ReinforcementRanking.Mpi</c> has the communicator of MPI.
/// </summary>
/// <remarks>A fit calls these methods on the thread that calls <c>Fit</c>.</remarks>
public abstract class Communicator
{
    /// <summary>Gets the number of this process, from 0 to one less than <see cref="NumberOfRanks"/>.</summary>
    public abstract int Rank { get; }

    /// <summary>Gets the number of processes, at least 1.</summary>
    public abstract int NumberOfRanks { get; }

    /// <summary>Replaces each value by its sum over all ranks. Every rank gets the same numbers.</summary>
    /// <param name="values">The values of this rank, as many as each other rank has.</param>
    public abstract void Sum(Span<float> values);

    /// <summary>Replaces each value by its sum over all ranks. Every rank gets the same numbers.</summary>
    /// <param name="values">The values of this rank, as many as each other rank has.</param>
    public abstract void Sum(Span<double> values);

    /// <summary>Replaces the bytes of every rank by those of rank 0.</summary>
    /// <param name="bytes">The bytes, as many as each other rank has.</param>
    public abstract void Broadcast(Span<byte> bytes);

    /// <summary>
    /// Ends the work of all ranks, because this one failed and cannot make the calls that the others wait for. A fit calls this method before it throws an
    /// exception that the other ranks may not know of. An implementation may end the process.
    /// </summary>
    /// <param name="failure">The reason.</param>
    public abstract void Abort(Exception failure);
}
