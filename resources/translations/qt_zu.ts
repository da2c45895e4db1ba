<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<!-- The texts of Qt's own dialogs and fields. Written by hand: Qt has no isiZulu, and lupdate does not see them. -->
<TS version="2.1" language="zu_ZA" sourcelanguage="en">
<context>
    <name>QAbstractFileIconProvider</name>
    <message>
        <source>Drive</source>
        <translation type="unfinished">Idrayivu</translation>
    </message>
    <message>
        <source>%1 File</source>
        <translation type="unfinished">Ifayela le-%1</translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished">Ifayela</translation>
    </message>
    <message>
        <source>File Folder</source>
        <translation type="unfinished">Ifolda</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished">Ifolda</translation>
    </message>
    <message>
        <source>Alias</source>
        <translation type="unfinished">Isinqamuleli</translation>
    </message>
    <message>
        <source>Shortcut</source>
        <translation type="unfinished">Isinqamuleli</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation type="unfinished">Akwaziwa</translation>
    </message>
</context>
<context>
    <name>QAbstractSpinBox</name>
    <message>
        <source>&amp;Select All</source>
        <translation type="unfinished">&amp;Khetha konke</translation>
    </message>
    <message>
        <source>&amp;Step up</source>
        <translation type="unfinished">&amp;Khuphula</translation>
    </message>
    <message>
        <source>Step &amp;down</source>
        <translation type="unfinished">&amp;Yehlisa</translation>
    </message>
</context>
<context>
    <name>QComboBox</name>
    <message>
        <source>True</source>
        <translation type="unfinished">Kuyiqiniso</translation>
    </message>
    <message>
        <source>False</source>
        <translation type="unfinished">Amanga</translation>
    </message>
    <message>
        <source>Open the combo box selection popup</source>
        <translation type="unfinished">Vula uhlu lokukhetha</translation>
    </message>
</context>
<context>
    <name>QDialogButtonBox</name>
    <message>
        <source>OK</source>
        <translation type="unfinished">Kulungile</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>Back</source>
        <translation type="unfinished">Emuva</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation type="unfinished">Buyela emuva</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation type="unfinished">Phambili</translation>
    </message>
    <message>
        <source>Go forward</source>
        <translation type="unfinished">Iya phambili</translation>
    </message>
    <message>
        <source>Parent Directory</source>
        <translation type="unfinished">Ifolda engaphezulu</translation>
    </message>
    <message>
        <source>Go to the parent directory</source>
        <translation type="unfinished">Iya kufolda engaphezulu</translation>
    </message>
    <message>
        <source>Create New Folder</source>
        <translation type="unfinished">Dala ifolda entsha</translation>
    </message>
    <message>
        <source>Create a New Folder</source>
        <translation type="unfinished">Dala ifolda entsha</translation>
    </message>
    <message>
        <source>New Folder</source>
        <translation type="unfinished">Ifolda entsha</translation>
    </message>
    <message>
        <source>&amp;New Folder</source>
        <translation type="unfinished">Ifolda &amp;entsha</translation>
    </message>
    <message>
        <source>List View</source>
        <translation type="unfinished">Uhlu</translation>
    </message>
    <message>
        <source>Change to list view mode</source>
        <translation type="unfinished">Bonisa njengohlu</translation>
    </message>
    <message>
        <source>Detail View</source>
        <translation type="unfinished">Imininingwane</translation>
    </message>
    <message>
        <source>Change to detail view mode</source>
        <translation type="unfinished">Bonisa imininingwane</translation>
    </message>
    <message>
        <source>Sidebar</source>
        <translation type="unfinished">Ibha eseceleni</translation>
    </message>
    <message>
        <source>List of places and bookmarks</source>
        <translation type="unfinished">Uhlu lwezindawo nezimpawu zencwadi</translation>
    </message>
    <message>
        <source>Files</source>
        <translation type="unfinished">Amafayela</translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished">Ifayela</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished">Ifolda</translation>
    </message>
    <message>
        <source>File Folder</source>
        <translation type="unfinished">Ifolda</translation>
    </message>
    <message>
        <source>%1 File</source>
        <translation type="unfinished">Ifayela le-%1</translation>
    </message>
    <message>
        <source>Drive</source>
        <translation type="unfinished">Idrayivu</translation>
    </message>
    <message>
        <source>Alias</source>
        <translation type="unfinished">Isinqamuleli</translation>
    </message>
    <message>
        <source>Shortcut</source>
        <translation type="unfinished">Isinqamuleli</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation type="unfinished">Akwaziwa</translation>
    </message>
    <message>
        <source>Look in:</source>
        <translation type="unfinished">Bheka ku:</translation>
    </message>
    <message>
        <source>File &amp;name:</source>
        <translation type="unfinished">&amp;Igama lefayela:</translation>
    </message>
    <message>
        <source>&amp;File name:</source>
        <translation type="unfinished">&amp;Igama lefayela:</translation>
    </message>
    <message>
        <source>Files of type:</source>
        <translation type="unfinished">Uhlobo lwamafayela:</translation>
    </message>
    <message>
        <source>Directory:</source>
        <translation type="unfinished">Ifolda:</translation>
    </message>
    <message>
        <source>Directories</source>
        <translation type="unfinished">Amafolda</translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished">Vula</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation type="unfinished">&amp;Vula</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation type="unfinished">&amp;Gcina</translation>
    </message>
    <message>
        <source>Save As</source>
        <translation type="unfinished">Gcina njenge</translation>
    </message>
    <message>
        <source>&amp;Choose</source>
        <translation type="unfinished">&amp;Khetha</translation>
    </message>
    <message>
        <source>Find Directory</source>
        <translation type="unfinished">Thola ifolda</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation type="unfinished">&amp;Qamba kabusha</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation type="unfinished">&amp;Susa</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished">Susa</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished">Gudluza</translation>
    </message>
    <message>
        <source>Show &amp;hidden files</source>
        <translation type="unfinished">Bonisa amafayela &amp;afihliwe</translation>
    </message>
    <message>
        <source>Show </source>
        <translation type="unfinished">Bonisa </translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished">Wonke amafayela (*)</translation>
    </message>
    <message>
        <source>All Files (*)</source>
        <translation type="unfinished">Wonke amafayela (*)</translation>
    </message>
    <message>
        <source>My Computer</source>
        <translation type="unfinished">Le khompyutha</translation>
    </message>
    <message>
        <source>Recent Places</source>
        <translation type="unfinished">Izindawo zakamuva</translation>
    </message>
    <message>
        <source>'%1' is write protected.
Do you want to delete it anyway?</source>
        <translation type="unfinished">‘%1’ ivikelwe ekubhalweni.
Uyafuna ukuyisusa noma kunjalo?</translation>
    </message>
    <message>
        <source>Are you sure you want to delete '%1'?</source>
        <translation type="unfinished">Uqinisekile ukuthi ufuna ukususa ‘%1’?</translation>
    </message>
    <message>
        <source>Could not delete directory.</source>
        <translation type="unfinished">Ifolda ayikwazanga ukususwa.</translation>
    </message>
    <message>
        <source>%1 already exists.
Do you want to replace it?</source>
        <translation type="unfinished">%1 sekukhona.
Uyafuna ukukushintshanisa?</translation>
    </message>
    <message>
        <source>%1
Directory not found.
Please verify the correct directory name was given.</source>
        <translation type="unfinished">%1
Ifolda ayitholakali.
Bheka ukuthi igama lefolda linembile.</translation>
    </message>
    <message>
        <source>%1
File not found.
Please verify the correct file name was given.</source>
        <translation type="unfinished">%1
Ifayela alitholakali.
Bheka ukuthi igama lefayela linembile.</translation>
    </message>
</context>
<context>
    <name>QFileSystemModel</name>
    <message>
        <source>Name</source>
        <translation type="unfinished">Igama</translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished">Usayizi</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished">Uhlobo</translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished">Uhlobo</translation>
    </message>
    <message>
        <source>Date Modified</source>
        <translation type="unfinished">Usuku lokulungiswa</translation>
    </message>
    <message>
        <source>My Computer</source>
        <translation type="unfinished">Le khompyutha</translation>
    </message>
    <message>
        <source>Computer</source>
        <translation type="unfinished">Ikhompyutha</translation>
    </message>
    <message>
        <source>Invalid filename</source>
        <translation type="unfinished">Igama lefayela alivumelekile</translation>
    </message>
    <message>
        <source>&lt;b&gt;The name "%1" cannot be used.&lt;/b&gt;&lt;p&gt;Try using another name, with fewer characters or no punctuation marks.</source>
        <translation type="unfinished">&lt;b&gt;Igama elithi “%1” alikwazi ukusetshenziswa.&lt;/b&gt;&lt;p&gt;Zama elinye igama, elinezinhlamvu ezimbalwa noma elingenazo izimpawu zokubhala.</translation>
    </message>
</context>
<context>
    <name>QLineEdit</name>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished">&amp;Hlehlisa</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished">&amp;Yenza kabusha</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation type="unfinished">&amp;Sika</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished">&amp;Kopisha</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation type="unfinished">&amp;Namathisela</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished">Susa</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation type="unfinished">Khetha konke</translation>
    </message>
</context>
<context>
    <name>QMessageBox</name>
    <message>
        <source>Show Details...</source>
        <translation type="unfinished">Bonisa imininingwane…</translation>
    </message>
    <message>
        <source>Hide Details...</source>
        <translation type="unfinished">Fihla imininingwane…</translation>
    </message>
</context>
<context>
    <name>QPlatformTheme</name>
    <message>
        <source>OK</source>
        <translation type="unfinished">Kulungile</translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished">Gcina</translation>
    </message>
    <message>
        <source>Save All</source>
        <translation type="unfinished">Gcina konke</translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished">Vula</translation>
    </message>
    <message>
        <source>&amp;Yes</source>
        <translation type="unfinished">&amp;Yebo</translation>
    </message>
    <message>
        <source>Yes to &amp;All</source>
        <translation type="unfinished">Yebo kukho &amp;konke</translation>
    </message>
    <message>
        <source>&amp;No</source>
        <translation type="unfinished">&amp;Cha</translation>
    </message>
    <message>
        <source>N&amp;o to All</source>
        <translation type="unfinished">C&amp;ha kukho konke</translation>
    </message>
    <message>
        <source>Abort</source>
        <translation type="unfinished">Yeka</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation type="unfinished">Zama kabusha</translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation type="unfinished">Ziba</translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished">Vala</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">Khansela</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished">Lahla</translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished">Usizo</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation type="unfinished">Faka</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished">Misa kabusha</translation>
    </message>
    <message>
        <source>Restore Defaults</source>
        <translation type="unfinished">Buyisela okwasekuqaleni</translation>
    </message>
</context>
<context>
    <name>QScrollBar</name>
    <message>
        <source>Scroll here</source>
        <translation type="unfinished">Skrolela lapha</translation>
    </message>
    <message>
        <source>Top</source>
        <translation type="unfinished">Phezulu</translation>
    </message>
    <message>
        <source>Bottom</source>
        <translation type="unfinished">Phansi</translation>
    </message>
    <message>
        <source>Left edge</source>
        <translation type="unfinished">Umkhawulo wesobunxele</translation>
    </message>
    <message>
        <source>Right edge</source>
        <translation type="unfinished">Umkhawulo wesokudla</translation>
    </message>
    <message>
        <source>Page up</source>
        <translation type="unfinished">Ikhasi phezulu</translation>
    </message>
    <message>
        <source>Page down</source>
        <translation type="unfinished">Ikhasi phansi</translation>
    </message>
    <message>
        <source>Page left</source>
        <translation type="unfinished">Ikhasi kwesobunxele</translation>
    </message>
    <message>
        <source>Page right</source>
        <translation type="unfinished">Ikhasi kwesokudla</translation>
    </message>
    <message>
        <source>Scroll up</source>
        <translation type="unfinished">Skrolela phezulu</translation>
    </message>
    <message>
        <source>Scroll down</source>
        <translation type="unfinished">Skrolela phansi</translation>
    </message>
    <message>
        <source>Scroll left</source>
        <translation type="unfinished">Skrolela kwesobunxele</translation>
    </message>
    <message>
        <source>Scroll right</source>
        <translation type="unfinished">Skrolela kwesokudla</translation>
    </message>
</context>
<context>
    <name>QWidgetTextControl</name>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished">&amp;Hlehlisa</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished">&amp;Yenza kabusha</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation type="unfinished">&amp;Sika</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished">&amp;Kopisha</translation>
    </message>
    <message>
        <source>Copy &amp;Link Location</source>
        <translation type="unfinished">Kopisha &amp;ikheli lesixhumanisi</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation type="unfinished">&amp;Namathisela</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished">Susa</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation type="unfinished">Khetha konke</translation>
    </message>
</context>
</TS>
