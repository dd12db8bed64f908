using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Fuzz;

/// <summary>Saves models to streams that fail, once at each write.</summary>
internal static class WriterFuzzer
{
    public static int Run()
    {
        var problems = new Problems(folder: null, "");
        var failures = 0;
        foreach (var path in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Models"), "*.model").Order(StringComparer.Ordinal))
        {
            var (context, name) = (new MLContext(), Path.GetFileNameWithoutExtension(path));
            var model = context.Model.Load(path, out var schema);
            failures += Fail(stream => context.Model.Save(model, schema, stream), file => IsWhole(context, file), $"{name}, saving", problems);
            if (model is ISingleFeaturePredictionTransformer<NeuralRankingModelParameters> { Model: var parameters })
                failures += Fail(parameters.SaveAsOnnx, _ => true, $"{name}, ONNX", problems);
        }
        Console.WriteLine($"{failures} failures of streams, {problems.Total} with a problem");
        problems.Report();
        return problems.Total == 0 ? 0 : 1;
    }

    /// <summary>Lets each write of a file fail in turn, and then none.</summary>
    /// <returns>The number of failures.</returns>
    private static int Fail(Action<Stream> save, Func<FailingStream, bool> isProblem, string name, Problems problems)
    {
        using var whole = new FailingStream(int.MaxValue);
        save(whole);
        for (var write = 0; write < whole.Writes; write++)
        {
            using var stream = new FailingStream(write);
            try
            {
                save(stream);
                if (isProblem(stream))
                    problems.Add("nobody is told that the file is not whole", $"{name}, case {write}", []);
            }
            catch (IOException failure) when (failure.Message == FailingStream.Problem)
            {
                // This is the exception of the stream, as it should be.
            }
            catch (Exception failure)
            {
                problems.Add($"{failure.GetType().Name}: {failure.Message}", $"{name}, case {write}", []);
            }
        }
        using var again = new FailingStream(int.MaxValue);
        save(again);
        if (again.Length != whole.Length)
            problems.Add($"a file has {again.Length} bytes in place of {whole.Length} after failures", name, []);
        return whole.Writes;
    }

    /// <summary>
    /// Returns whether a file can be loaded. ML.NET does not tell that it could not write the end of its zip file. Such a file cannot be loaded.
    /// </summary>
    private static bool IsWhole(MLContext context, FailingStream file)
    {
        try
        {
            context.Model.Load(new MemoryStream(file.ToArray()), out _);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private sealed class FailingStream(int writes) : MemoryStream
    {
        public const string Problem = "The disk is full.";

        public int Writes { get; private set; }

        public override void Write(byte[] buffer, int offset, int count)
        {
            Count();
            base.Write(buffer, offset, count);
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Count();
            base.Write(buffer);
        }

        public override void WriteByte(byte value)
        {
            Count();
            base.WriteByte(value);
        }

        private void Count()
        {
            if (Writes++ >= writes)
                throw new IOException(Problem);
        }
    }
}
