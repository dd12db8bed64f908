using BatchScoring;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples.Shards;

public class WorkerShareTests
{
    private static readonly string[] Shards = ["a", "b", "c", "d", "e"];

    [Fact]
    public void Of_Nothing_IsEverything() => Share(null, null).Should().Be(WorkerShare.Everything);

    [Theory]
    [InlineData("OMPI_COMM_WORLD_RANK=2 OMPI_COMM_WORLD_SIZE=3", null, null, 2, 3)]
    [InlineData("SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=8", null, null, 0, 8)]
    [InlineData("JOB_COMPLETION_INDEX=4", null, 8, 4, 8)]
    [InlineData("OMPI_COMM_WORLD_RANK=2 OMPI_COMM_WORLD_SIZE=3 SLURM_ARRAY_TASK_ID=0", 1, 2, 1, 2)]
    [InlineData("SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_COUNT=1", null, 8, 3, 8)]
    public void Of_Scheduler_GivesTheNumbers(string environment, int? index, int? count, int expectedIndex, int expectedCount)
    {
        var share = Share(index, count, environment);

        (share.Index, share.Count).Should().Be((expectedIndex, expectedCount));
    }

    [Theory]
    [InlineData("", 1, null, "--shard-index and --shard-count go together*")]
    [InlineData("", 2, 2, "*2, must be below the number of processes, 2.*")]
    [InlineData("JOB_COMPLETION_INDEX=4", null, null, "*Kubernetes does not say how many processes there are. Give --shard-count.")]
    [InlineData("SLURM_ARRAY_TASK_ID=x SLURM_ARRAY_TASK_COUNT=8", null, null, "*Slurm does not say the number of the process. Give --shard-index.")]
    [InlineData("SLURM_ARRAY_TASK_ID=8 SLURM_ARRAY_TASK_COUNT=8", null, null, "*from an array of Slurm. Numbers begin at 0.")]
    [InlineData("JOB_COMPLETION_INDEX=4 OMPI_COMM_WORLD_RANK=1", null, 8, "*an MPI job and to an Indexed Job of Kubernetes*")]
    public void Of_NumbersThatAreNotClear_IsAProblem(string environment, int? index, int? count, string problem)
    {
        var (share, text) = WorkerShare.Of(index, count, Variable(environment));

        share.Should().BeNull();
        text.Should().Match(problem);
    }

    [Fact]
    public void Of_Shards_EachBelongsToOneProcess()
    {
        var parts = Enumerable.Range(0, 3).Select(index => new WorkerShare(index, 3, "").Of(Shards)).ToArray();

        parts[0].Should().Equal("a", "d");
        parts.SelectMany(part => part).Should().BeEquivalentTo(Shards);
        new WorkerShare(5, 6, "").Of(Shards).Should().BeEmpty();
    }

    private static WorkerShare Share(int? index, int? count, string environment = "")
    {
        var (share, problem) = WorkerShare.Of(index, count, Variable(environment));
        problem.Should().BeNull();
        return share!;
    }

    private static Func<string, string?> Variable(string environment)
    {
        var variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split('='))
            .ToDictionary(word => word[0], word => word[1]);
        return name => variables.GetValueOrDefault(name);
    }
}
