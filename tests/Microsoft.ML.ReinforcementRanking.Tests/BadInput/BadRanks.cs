using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.Trainers.ReinforcementRanking;
using static Microsoft.ML.ReinforcementRanking.Tests.BadInput.BadInputCase;

namespace Microsoft.ML.ReinforcementRanking.Tests.BadInput;

/// <summary>Processes that fit one model together.</summary>
internal static class BadRanks
{
    private const string Mpi = "MpiCommunicator.";

    public static IEnumerable<BadInputCase> Cases =>
    [
        Of<InvalidOperationException>(Mpi + "Open", "a process of a job on a machine without Open MPI", JoinWithoutLibrary),
        Of<ObjectDisposedException>(Mpi + "Sum", "a communicator that was disposed of", () => Disposed().Sum(new float[2])),
        Of<ObjectDisposedException>(Mpi + "Sum", "a communicator that was disposed of, and numbers of double precision",
            () => Disposed().Sum(new double[2])),
        Of<ObjectDisposedException>(Mpi + "Broadcast", "a communicator that was disposed of", () => Disposed().Broadcast(new byte[2])),
        Of<ArgumentNullException>(Mpi + "Abort", "null", () => Disposed().Abort(null!)),
    ];

    private static MpiCommunicator Disposed()
    {
        var communicator = MpiCommunicator.Open();
        communicator.Dispose();
        return communicator;
    }

    /// <summary>
    /// Joins in a process of its own, because the environment and the libraries are those of a whole process. It throws what the process prints. The second
    /// attempt, after the first one has failed, says the same.
    /// </summary>
    private static void JoinWithoutLibrary()
    {
        var result = ChildProcess.Run(JoinInChild);
        if (result.ExitCode == 0)
            throw new InvalidOperationException(result.Output.Trim());
    }

    private static void JoinInChild(string[] arguments)
    {
        Environment.SetEnvironmentVariable("OMPI_COMM_WORLD_SIZE", "2");
        NativeLibrary.SetDllImportResolver(typeof(MpiCommunicator).Assembly, Refuse);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var message = Assert.Throws<InvalidOperationException>(() => MpiCommunicator.Open()).Message;
            if (attempt > 0)
                Console.WriteLine(message);
        }
    }

    private static nint Refuse(string name, Assembly assembly, DllImportSearchPath? path)
        => throw new DllNotFoundException($"The library {name} is not on this machine.");
}
