using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples.Shards;

/// <summary>
/// Tests the files of <c>samples/jobs</c> as far as one machine can: against what the schedulers require, the command lines of the programs, and the image.
/// </summary>
public partial class JobFileTests
{
    private const string Kubernetes = "kubernetes-score.yaml";
    private const string Kubeflow = "kubeflow-fit.yaml";
    private const string Workers = "spec.mpiReplicaSpecs.Worker";
    private const string Launcher = "spec.mpiReplicaSpecs.Launcher";
    private const string Container = "template.spec.containers.0";
    private const string AzureKeys = "$schema type display_name experiment_name command environment inputs outputs compute resources distribution";

    private static readonly JobFile Image = new("Dockerfile");

    // From JobSpec of batch/v1 (kubernetes/kubernetes, api/openapi-spec/v3), MPIJob of kubeflow.org/v2beta1 (kubeflow/mpi-operator, manifests/base), and the
    // command job of the second version of the command line of Azure Machine Learning (azure-ai-ml, _schema/job).
    [Theory]
    [InlineData(Kubernetes, "apiVersion", "batch/v1")]
    [InlineData(Kubernetes, "kind", "Job")]
    [InlineData(Kubernetes, "spec.completionMode", "Indexed")]
    [InlineData(Kubernetes, "spec.podReplacementPolicy", "Failed")]
    [InlineData(Kubernetes, "spec.template.spec.restartPolicy", "Never")]
    [InlineData(Kubeflow, "apiVersion", "kubeflow.org/v2beta1")]
    [InlineData(Kubeflow, "kind", "MPIJob")]
    [InlineData(Kubeflow, "spec.launcherCreationPolicy", "WaitForWorkersReady")]
    [InlineData(Kubeflow, "spec.runPolicy.cleanPodPolicy", "Running")]
    [InlineData(Kubeflow, Launcher + ".replicas", "1")]
    [InlineData("azure-ml-fit.yml", "type", "command")]
    [InlineData("azure-ml-fit.yml", "distribution.type", "mpi")]
    [InlineData("azure-ml-fit.yml", "outputs.fit.type", "uri_folder")]
    [InlineData("azure-ml-score.yml", "type", "command")]
    [InlineData("azure-ml-score.yml", "distribution.type", "mpi")]
    [InlineData("azure-ml-score.yml", "outputs.scored.type", "uri_folder")]
    public void Value_OfARequiredField_IsThatOfTheSchema(string file, string path, string value) => new JobFile(file).Value(path).Should().Be(value);

    [Theory]
    [InlineData(Kubernetes, "", "apiVersion kind metadata spec")]
    [InlineData(Kubernetes, "spec", "completionMode completions parallelism backoffLimitPerIndex podReplacementPolicy template")]
    [InlineData(Kubeflow, "", "apiVersion kind metadata spec")]
    [InlineData(Kubeflow, "spec", "slotsPerWorker sshAuthMountPath launcherCreationPolicy runPolicy mpiReplicaSpecs")]
    [InlineData(Kubeflow, "spec.runPolicy", "cleanPodPolicy backoffLimit")]
    [InlineData(Kubeflow, "spec.mpiReplicaSpecs", "Launcher Worker")]
    [InlineData(Kubeflow, Launcher, "replicas restartPolicy template")]
    [InlineData(Kubeflow, Workers, "replicas restartPolicy template")]
    [InlineData("azure-ml-fit.yml", "", AzureKeys)]
    [InlineData("azure-ml-fit.yml", "distribution", "type process_count_per_instance")]
    [InlineData("azure-ml-fit.yml", "resources", "instance_count")]
    [InlineData("azure-ml-score.yml", "", AzureKeys)]
    [InlineData("azure-ml-score.yml", "distribution", "type process_count_per_instance")]
    [InlineData("azure-ml-score.yml", "resources", "instance_count")]
    public void Keys_OfAnObject_AreThoseOfTheSchema(string file, string path, string keys)
        => new JobFile(file).Keys(path).Should().BeEquivalentTo(keys.Split(' '));

    [Theory]
    [InlineData("azure-ml-fit.yml", "JointFit")]
    [InlineData("azure-ml-score.yml", "BatchScoring")]
    [InlineData(Kubeflow, "JointFit")]
    [InlineData(Kubernetes, "BatchScoring")]
    [InlineData("slurm-fit.sh", "JointFit")]
    [InlineData("slurm-score.sh", "BatchScoring")]
    public void Command_Words_AreTakenByTheProgram(string file, string program)
    {
        var words = JobFile.Arguments(CommandOf(file), out var path);

        // The index of a pod comes from its environment.
        if (file == Kubernetes)
            words = [.. words, BatchScoring.WorkerShare.IndexName, "0"];
        Path.GetFileNameWithoutExtension(path).Should().Be(program);
        words.Should().HaveCountGreaterThan(4);
        CommandOfProgram(program).Parse(words).Errors.Should().BeEmpty();
    }

    [Theory]
    [InlineData("azure-ml-fit.yml")]
    [InlineData("azure-ml-score.yml")]
    public void Command_Bindings_AreInputsAndOutputs(string file)
    {
        var job = new JobFile(file);
        string[] bound = [.. Binding().Matches(job.Value("command")!).Select(match => match.Groups[1].Value)];

        bound.Should().BeEquivalentTo(job.Keys("inputs").Select(key => $"inputs.{key}").Concat(job.Keys("outputs").Select(key => $"outputs.{key}")));
    }

    [Theory]
    [InlineData("azure-ml-fit.yml", "environment.image")]
    [InlineData("azure-ml-score.yml", "environment.image")]
    [InlineData(Kubeflow, Launcher + "." + Container + ".image")]
    [InlineData(Kubeflow, Workers + "." + Container + ".image")]
    [InlineData(Kubernetes, "spec." + Container + ".image")]
    public void Image_OfAJob_IsThatOfTheContainerFile(string file, string path)
    {
        var job = new JobFile(file);

        Image.Text.Should().Contain($"--tag {job.Value(path)} .");
        job.Text.Should().MatchRegex(@"dotnet\W+/app/(JointFit|BatchScoring)\.dll");
    }

    [Fact]
    public void Image_Files_AreThere()
    {
        var sources = Regex.Matches(Image.Text, "^COPY (?!--from)(.+) [^ ]+$", RegexOptions.Multiline).SelectMany(match => match.Groups[1].Value.Split(' '));
        var programs = Regex.Matches(Image.Text, "dotnet publish ([^ ]+) .*--output /app").Select(match => match.Groups[1].Value);

        sources.Should().HaveCountGreaterThan(4).And.OnlyContain(path => Path.Exists(Path.Combine(Repository.Root, path)));
        programs.Should().Equal("samples/JointFit", "samples/BatchScoring").And.OnlyContain(path => Directory.Exists(Path.Combine(Repository.Root, path)));
    }

    [Fact]
    public void Image_UserAndSsh_AreThoseOfTheJobs()
    {
        var (kubeflow, kubernetes) = (new JobFile(Kubeflow), new JobFile(Kubernetes));
        string?[] users =
        [
            kubeflow.Value($"{Launcher}.{Container}.securityContext.runAsUser"), kubeflow.Value($"{Workers}.{Container}.securityContext.runAsUser"),
            kubernetes.Value("spec.template.spec.securityContext.runAsUser"),
        ];

        users.Should().OnlyContain(user => Image.Text.Contains($"USER {user}\n", StringComparison.Ordinal));
        Image.Text.Should().Contain($"HostKey {kubeflow.Value("spec.sshAuthMountPath")}/id_rsa")
            .And.Contain($"> {kubeflow.List($"{Workers}.{Container}.args")[^1]} ")
            .And.Contain($"Port {kubeflow.Value($"{Workers}.{Container}.readinessProbe.tcpSocket.port")}");
    }

    [Fact]
    public void Processes_OfAJob_AreAsManyAsItStarts()
    {
        var (kubeflow, kubernetes, slurm) = (new JobFile(Kubeflow), new JobFile(Kubernetes), new JobFile("slurm-score.sh"));
        int After(string option, string text) => int.Parse(Regex.Match(text, $@"{option}\W*(\d+)").Groups[1].Value, CultureInfo.InvariantCulture);

        After("-n", string.Join(' ', kubeflow.List($"{Launcher}.{Container}.args"))).Should()
            .Be(kubeflow.Number($"{Workers}.replicas") * kubeflow.Number("spec.slotsPerWorker"));
        After(BatchScoring.WorkerShare.CountName, string.Join(' ', kubernetes.List($"spec.{Container}.args"))).Should()
            .Be(kubernetes.Number("spec.completions")).And.BeGreaterThanOrEqualTo(kubernetes.Number("spec.parallelism"));
        After(BatchScoring.WorkerShare.CountName, slurm.Text).Should().Be(After("--array=0-", slurm.Text) + 1);
    }

    [SkippableTheory]
    [InlineData("slurm-fit.sh")]
    [InlineData("slurm-score.sh")]
    public void Script_Syntax_IsThatOfBash(string file)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Slurm runs on Linux");
        var script = new JobFile(file);

        using var process = Process.Start("bash", ["-n", script.FullName]);
        process.WaitForExit();

        process.ExitCode.Should().Be(0);
        (OperatingSystem.IsWindows() || File.GetUnixFileMode(script.FullName).HasFlag(UnixFileMode.UserExecute)).Should().BeTrue();
        Regex.Matches(script.Text, @"\$\{(\d):\?").Select(match => match.Groups[1].Value).Should().Equal(
            Enumerable.Range(1, script.Text.Split('\n').Single(line => line.StartsWith("#   sbatch", StringComparison.Ordinal)).Count(letter => letter == '<'))
                .Select(number => $"{number}"), "the line of the call names the arguments");
    }

    private static string CommandOf(string file) => file switch
    {
        Kubeflow => string.Join(' ', new JobFile(file).List($"{Launcher}.{Container}.args")),
        Kubernetes => string.Join(' ', [.. new JobFile(file).List($"spec.{Container}.command"), .. new JobFile(file).List($"spec.{Container}.args")]),
        _ when Path.GetExtension(file) == ".sh" => new JobFile(file).Text.Split('\n').Single(line => line.Contains(".dll\"", StringComparison.Ordinal)),
        _ => new JobFile(file).Value("command")!,
    };

    private static RootCommand CommandOfProgram(string program) => program == "JointFit"
        ? JointFit.Arguments.Command((_, _) => { })
        : BatchScoring.Arguments.Command((_, _) => Task.FromResult(0));

    [GeneratedRegex(@"\$\{\{(\w+\.\w+)\}\}")]
    private static partial Regex Binding();
}
