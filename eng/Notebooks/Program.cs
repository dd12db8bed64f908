using Notebooks;

// script <walkthrough.dib> <script.cs>: writes the file-based app of a walkthrough.
// notebook <executed.ipynb> <notebook.ipynb>: cleans what the kernel has written.
switch (args)
{
    case ["script", var walkthrough, var script]:
        File.WriteAllText(script, ScriptWriter.Write(Path.GetFileNameWithoutExtension(walkthrough), Walkthrough.Parse(File.ReadAllText(walkthrough))));
        return 0;
    case ["notebook", var executed, var notebook]:
        File.WriteAllText(notebook, ExecutedNotebook.Clean(File.ReadAllText(executed)));
        return 0;
    default:
        Console.Error.WriteLine("usage: script <walkthrough.dib> <script.cs> | notebook <executed.ipynb> <notebook.ipynb>");
        return 1;
}
