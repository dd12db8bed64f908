using Microsoft.ML;
using Microsoft.ML.Data;
using OnnxConsumer;

// Saves a policy and boosted trees, the baseline, as ONNX files. Then it scores new rows with each file in ONNX Runtime alone and inside a pipeline of ML.NET,
// and compares the scores with those of the fitted pipelines. The exit code is 1 if they differ by more than 1e-5, or if no file can be written.
var ml = new MLContext(seed: 1);
var models = new Models(ml, Step.Simulate(users: 200, seed: 1));
StateRow[] rows = [.. Step.Simulate(users: 32, seed: 2).Select(step => new StateRow { Features = step.Features, Video = step.Video })];
DirectoryInfo? folder = null;
try
{
    folder = Directory.CreateTempSubdirectory("onnx-");
    var (policyFile, treesFile) = (Path.Combine(folder.FullName, "policy.onnx"), Path.Combine(folder.FullName, "trees.onnx"));
    var (policy, trees) = (models.SavePolicy(policyFile), models.SaveTrees(treesFile));

    Console.WriteLine($"Largest difference over {rows.Length} rows    ONNX Runtime   ApplyOnnxModel   file");
    var isEqual = Compare("policy, Score", policy, policyFile, "Score", "Score")
        & Compare("policy, Probability", policy, policyFile, "Probability", "Probability")
        & Compare("FastTree, Score", trees, treesFile, "Score", "Score.output");

    Console.WriteLine();
    Console.WriteLine("The best videos of a state, from policy.onnx alone:");
    foreach (var (video, probability) in new Consumer(policyFile).TopVideos([0.8f, 12], count: 3))
        Console.WriteLine($"  {video,-10} {probability:P1}");
    return isEqual ? 0 : 1;
}
catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}
finally
{
    folder?.Delete(recursive: true);
}

bool Compare(string name, ITransformer model, string path, string column, string output)
{
    float[] expected = [.. model.Transform(ml.Data.LoadFromEnumerable(rows)).GetColumn<float>(column)];
    var consumer = new Consumer(path);
    var inRuntime = Distance(consumer.ScoreInRuntime(rows, output), expected);
    var inPipeline = Distance(consumer.ScoreInPipeline(ml, rows, output), expected);
    Console.WriteLine($"{name,-36} {inRuntime,14:0.0e0} {inPipeline,16:0.0e0} {new FileInfo(path).Length / 1024.0,6:0} KB");
    return inRuntime <= 1e-5 && inPipeline <= 1e-5;
}

// Relative for scores above 1.
static double Distance(float[] scores, float[] expected)
    => scores.Zip(expected, (score, other) => Math.Abs(score - other) / Math.Max(1.0, Math.Abs(other))).Max();
