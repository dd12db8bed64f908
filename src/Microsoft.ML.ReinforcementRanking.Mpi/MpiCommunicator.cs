using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Connects the processes of an MPI job, which <c>mpirun</c> or another launcher starts. It calls Open MPI. A program that was started by itself is a job of
/// one process, and needs no MPI.
/// </summary>
/// <remarks>
/// MPI starts once in a process. Open the communicator at the start of the program, give it to every fit, and dispose of it at the end.
/// </remarks>
public sealed unsafe class MpiCommunicator : Communicator, IDisposable
{
    // What the launchers of Open MPI set, and those of Slurm with PMIx or PMI 2.
    private static readonly string[] MarksOfAJob = ["OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"];

    private static int _hasStarted;

    private readonly nint _world, _float, _double, _byte, _sum;
    private bool _isDisposed;

    private MpiCommunicator(bool isJob)
    {
        NumberOfRanks = 1;
        if (!isJob)
            return;
        Check(OpenMpi.Initialize(0, 0, OpenMpi.Serialized, out var provided), "MPI_Init_thread");
        (_world, _float, _double) = (OpenMpi.Handle("ompi_mpi_comm_world"), OpenMpi.Handle("ompi_mpi_float"), OpenMpi.Handle("ompi_mpi_double"));
        (_byte, _sum) = (OpenMpi.Handle("ompi_mpi_byte"), OpenMpi.Handle("ompi_mpi_op_sum"));
        Check(OpenMpi.GetRank(_world, out var rank), "MPI_Comm_rank");
        Check(OpenMpi.GetSize(_world, out var size), "MPI_Comm_size");
        (Rank, NumberOfRanks) = (rank, size);
        if (provided < OpenMpi.Serialized)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Open MPI supports threads at level {provided} only, and level "
                + $"{OpenMpi.Serialized} (MPI_THREAD_SERIALIZED) is needed. Use a build of Open MPI with threads."));
        }
        if (Environment.GetEnvironmentVariable(MarksOfAJob[0]) is { } started && started != size.ToString(CultureInfo.InvariantCulture))
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"mpirun started {started} processes, but {OpenMpi.Library} sees "
                + $"{size}: they are of different installations of Open MPI. Put the folder of the library that belongs to mpirun first in LD_LIBRARY_PATH."));
        }
    }

    /// <inheritdoc/>
    public override int Rank { get; }

    /// <inheritdoc/>
    public override int NumberOfRanks { get; }

    /// <summary>Joins the MPI job that this process was started for, or returns a communicator of this process alone.</summary>
    /// <exception cref="InvalidOperationException">
    /// The process was started for an MPI job, and the library of Open MPI is missing or is not that of the job, or the process has joined before.
    /// </exception>
    public static MpiCommunicator Open()
    {
        var isJob = Array.Exists(MarksOfAJob, name => Environment.GetEnvironmentVariable(name) is not null);
        if (!isJob)
            return new(isJob: false);
        if (Interlocked.Exchange(ref _hasStarted, 1) == 1)
        {
            throw new InvalidOperationException("MPI can be started once in a process, and this one has opened a communicator already. Open it at the start of "
                + "the program, and give it to every fit.");
        }
        try
        {
            return new(isJob: true);
        }
        catch (Exception failure) when (failure is DllNotFoundException or EntryPointNotFoundException)
        {
            // MPI has not started, so that a program that catches the exception can try again.
            Volatile.Write(ref _hasStarted, 0);
            throw new InvalidOperationException($"This process was started for an MPI job, but {OpenMpi.Library} cannot be used: {failure.Message} Install "
                + "Open MPI 4 on every machine of the job, such as the package openmpi-bin of Debian and Ubuntu. Other MPI libraries have another interface.",
                failure);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The communicator has been disposed of.</exception>
    public override void Sum(Span<float> values)
    {
        fixed (float* buffer = values)
            Reduce(buffer, values.Length, _float);
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The communicator has been disposed of.</exception>
    public override void Sum(Span<double> values)
    {
        fixed (double* buffer = values)
            Reduce(buffer, values.Length, _double);
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The communicator has been disposed of.</exception>
    public override void Broadcast(Span<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (NumberOfRanks == 1 || bytes.IsEmpty)
            return;
        fixed (byte* buffer = bytes)
            Check(OpenMpi.Broadcast(buffer, bytes.Length, _byte, root: 0, _world), "MPI_Bcast");
    }

    /// <summary>
    /// Ends all processes of the job with exit code 1, after it has written the rank and the reason to the error output. In a job of one process it does
    /// nothing.
    /// </summary>
    /// <param name="failure">The reason.</param>
    /// <exception cref="ArgumentNullException"><paramref name="failure"/> is null.</exception>
    public override void Abort(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        if (NumberOfRanks == 1)
            return;
        // Nobody is left who could handle the exception: the process ends here.
#pragma warning disable RS0030
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Rank {Rank} of {NumberOfRanks} (process {Environment.ProcessId} on "
            + $"{Environment.MachineName}) failed and ends the job. {failure}"));
        Console.Error.Flush();
#pragma warning restore RS0030
        Check(OpenMpi.Abort(_world, code: 1), "MPI_Abort");
    }

    /// <summary>Leaves the job, which waits until all ranks leave it.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (_world != 0)
            Check(OpenMpi.End(), "MPI_Finalize");
    }

    private static void Check(int code, string function)
    {
        if (code != 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{function} of Open MPI failed with code {code}."));
    }

    private void Reduce(void* buffer, int count, nint type)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (NumberOfRanks > 1 && count > 0)
            Check(OpenMpi.Reduce(OpenMpi.InPlace, buffer, count, type, _sum, _world), "MPI_Allreduce");
    }
}
