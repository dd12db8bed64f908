using Microsoft.ML;
using MultiTask.Features;
using ShortVideo;

namespace MultiTask;

/// <summary>The whole job: read a log, show what is in it, train backbones plain and with critics, and compare them.</summary>
internal static class Job
{
    public static void Run(Arguments arguments)
    {
        var ml = new MLContext(arguments.Seed);
        var folder = arguments.Data ?? SimulatedData.Write(Path.Combine("artifacts", "multi-task"), arguments.Seed);
        var log = TaskLog.Read(ml, folder);
        Report.ShowLog(folder, log);
        Report.ShowResults([.. new MultiTaskStudy(ml, log, arguments.Seed).Run(arguments.BackboneNames)]);
    }
}
