using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Declares the functions of Open MPI that are called, and the places of its constants, which are variables of the library.</summary>
internal static unsafe partial class OpenMpi
{
    /// <summary>The name of the library in the versions 3 to 5, which have one binary interface.</summary>
    public const string Library = "libmpi.so.40";

    /// <summary>The level of thread support with which any thread may call, one at a time.</summary>
    public const int Serialized = 2;

    /// <summary>Gets the address that stands for a buffer that is both read and written.</summary>
    public static void* InPlace => (void*)1;

    /// <summary>Returns the handle of a constant, such as a type of numbers.</summary>
    public static nint Handle(string name) => NativeLibrary.GetExport(NativeLibrary.Load(Library), name);

    [LibraryImport(Library, EntryPoint = "MPI_Init_thread")]
    public static partial int Initialize(nint argumentCount, nint arguments, int required, out int provided);

    [LibraryImport(Library, EntryPoint = "MPI_Finalize")]
    public static partial int End();

    [LibraryImport(Library, EntryPoint = "MPI_Abort")]
    public static partial int Abort(nint communicator, int code);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_rank")]
    public static partial int GetRank(nint communicator, out int rank);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_size")]
    public static partial int GetSize(nint communicator, out int size);

    [LibraryImport(Library, EntryPoint = "MPI_Allreduce")]
    public static partial int Reduce(void* source, void* destination, int count, nint type, nint operation, nint communicator);

    [LibraryImport(Library, EntryPoint = "MPI_Bcast")]
    public static partial int Broadcast(void* buffer, int count, nint type, int root, nint communicator);
}
