using System.Globalization;

namespace BatchScoring;

/// <summary>Says which shards a process scores: those whose place in the order of their names is <c>Index</c> modulo <c>Count</c>.</summary>
/// <param name="Index">The number of the process, from 0.</param>
/// <param name="Count">The number of processes.</param>
/// <param name="Source">What gave the process its number.</param>
internal sealed record WorkerShare(int Index, int Count, string Source)
{
    public const string IndexName = "--shard-index";
    public const string CountName = "--shard-count";

    // What each scheduler tells its processes: their number, and how many they are. Kubernetes keeps the second from them.
    private static readonly (string Scheduler, string Index, string? Count)[] Schedulers =
    [
        ("an MPI job", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
        ("an Indexed Job of Kubernetes", "JOB_COMPLETION_INDEX", null),
        ("an array of Slurm", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT"),
    ];

    /// <summary>The share of a process that has the folder for itself.</summary>
    public static WorkerShare Everything { get; } = new(0, 1, "one process");

    /// <summary>Finds the share of this process, or says what is wrong.</summary>
    /// <param name="index">The number on the command line, which comes before that of a scheduler.</param>
    /// <param name="count">The number of processes on the command line, which comes before that of a scheduler.</param>
    /// <param name="variable">Returns the value of an environment variable, or null.</param>
    public static (WorkerShare? Share, string? Problem) Of(int? index, int? count, Func<string, string?> variable)
    {
        if (index is not null && count is not null)
            return Check(index.Value, count.Value, "the command line");
        var found = Schedulers.Where(scheduler => variable(scheduler.Index) is not null).ToArray();
        if (found.Length > 1)
        {
            return (null, $"This process belongs to {string.Join(" and to ", found.Select(one => one.Scheduler))}, so its number is not clear. "
                + $"Give {IndexName} and {CountName}.");
        }
        if (found is not [var scheduler])
        {
            return index is null && count is null
                ? (Everything, null)
                : (null, $"{IndexName} and {CountName} go together, unless a scheduler gives the process a number.");
        }
        index ??= Parse(variable(scheduler.Index));
        count ??= scheduler.Count is null ? null : Parse(variable(scheduler.Count));
        return index is null || count is null
            ? (null, $"{scheduler.Scheduler} does not say {(index is null ? "the number of the process" : "how many processes there are")}. "
                + $"Give {(index is null ? IndexName : CountName)}.")
            : Check(index.Value, count.Value, scheduler.Scheduler);
    }

    /// <summary>Returns a whole number of at least 0, or null.</summary>
    public static int? Parse(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Returns the shards of this process.</summary>
    public string[] Of(IReadOnlyList<string> shards) => [.. shards.Where((_, place) => place % Count == Index)];

    private static (WorkerShare? Share, string? Problem) Check(int index, int count, string source)
        => index < count
            ? (new(index, count, source), null)
            : (null, $"The number of the process, {index}, must be below the number of processes, {count}. It is from {source}. Numbers begin at 0.");
}
